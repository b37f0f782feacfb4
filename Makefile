# The package's chores; `make` alone lists them.

SWIFT ?= swift
SWIFT_FLAGS ?=
PREFIX ?= /usr/local
FILE ?= $(wildcard Audio/*.wav Audio/*.flac)
CASE ?=
TIME ?= 600
FSDD ?= fsdd

formatted := Sources Tests Benchmarks Examples Fuzz Package.swift
libraries := AudioFrontEnd CTC LanguageModel RecurrentNetwork Interchange SequenceLabeler Training Report
release := .build/release
version = $(shell sed -n 's/.*packageVersion: StaticString = "\(.*\)"/\1/p' Sources/SequenceLabeler/PackageVersion.swift)

ifeq ($(shell uname -s),Darwin)
  # oneDNN has no pkg-config file, and Homebrew's folders are not the compiler's.
  brew := $(shell brew --prefix 2>/dev/null)
  export CPATH := $(brew)/include$(if $(CPATH),:$(CPATH))
  export LIBRARY_PATH := $(brew)/lib$(if $(LIBRARY_PATH),:$(LIBRARY_PATH))
  resources := ctc-asr_SequenceLabeler.bundle
  library := libctc_asr.dylib
else
  # With the Swift runtime inside.  SwiftPM's own option for it leaves libraries out.
  static := -Xswiftc -static-stdlib \
    -Xlinker -L$(dir $(shell readlink -f "$$(command -v $(SWIFT))"))../lib/swift_static/linux
  resources := ctc-asr_SequenceLabeler.resources
  library := libctc_asr.so
  # Of the interface: another number where programs have to be compiled anew.
  soname := libctc_asr.so.0
  # So that nothing but the interface shows.
  closed := -Xlinker --gc-sections -Xlinker -soname=$(soname) \
    -Xlinker --version-script=Sources/CRecognizer/exported.map
endif

.PHONY: help deps build demo test asan tiles-test kill-test broken-corpus report-test fuzz bench format \
  lint docs install library install-library clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

deps: ## install libsndfile, FFTW, oneDNN and zlib, where missing
	@.ci/install-dependencies

build: deps ## build the program, optimized, as .build/release/ctc-asr
	$(SWIFT) build -c release $(static) $(SWIFT_FLAGS) --product ctc-asr

demo: build ## turn the clips in Audio into text, or the one given: make demo FILE=x.wav
	$(release)/ctc-asr decode $(FILE)

test: deps ## run the tests
	$(SWIFT) test

asan: deps ## run the tests of the numeric modules under the address sanitizer
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --sanitize=address --scratch-path .build-asan \
	  --filter 'NumericCoreTests|LinearAlgebraTests|RecurrentNetworkTests'

# For processors with AVX-512 BF16 and without tiles; with the flag the code takes all for granted.
tiles-test: deps ## run the tests of the numeric modules with the code for AMX, its tiles emulated
	mkdir -p .build-tiles
	$(CC) -O3 -march=native -ffp-contract=off -shared -fPIC -o .build-tiles/tiles.so \
	  Tests/EmulatedTiles/tiles.c
	$(SWIFT) build --build-tests --scratch-path .build-tiles -Xcc '-D__builtin_cpu_supports(feature)=1'
	LD_PRELOAD=$(CURDIR)/.build-tiles/tiles.so $(SWIFT) test --skip-build --scratch-path .build-tiles \
	  --filter 'NumericCoreTests|LinearAlgebraTests|RecurrentNetworkTests'

kill-test: build ## kill a training 20 times and compare its weights with a quiet one's
	Tests/kill-test --program $(release)/ctc-asr

broken-corpus: build ## break a part of a corpus and have it named: make broken-corpus FSDD=path
	Tests/broken-corpus --program $(release)/ctc-asr "$(FSDD)"

report-test: build ## look at a report in a headless Chromium, which must be there
	Tests/ReportTests/check-in-browser

fuzz: deps ## give random bytes to all that reads files, TIME=600 seconds long
	$(SWIFT) build --package-path Fuzz -c release \
	  -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld
	mkdir -p Fuzz/.build/corpus
	LSAN_OPTIONS=suppressions=Fuzz/leaks-of-libraries.txt:print_suppressions=0 \
	  Fuzz/.build/release/FuzzReading -max_total_time=$(TIME) -timeout=10 -max_len=8192 \
	  -artifact_prefix=Fuzz/.build/ Fuzz/.build/corpus Fuzz/Corpus Fixtures/AudioFrontEnd/encodings

bench: deps ## compare speeds with other programs; one case: make bench CASE=ctc
	Benchmarks/compare $(CASE)

format: ## format the sources
	$(SWIFT) format --in-place --recursive $(formatted)

lint: ## check the sources' format and style
	$(SWIFT) format lint --strict --recursive $(formatted)

# Symbols are asked of every target, tests too.
docs: deps ## write the libraries' documentation as web pages to .build/documentation
	$(SWIFT) build --build-tests
	$(SWIFT) package dump-symbol-graph --minimum-access-level public --skip-synthesized-members
	@set -e; for library in $(libraries); do \
	  mkdir -p .build/documentation .build/symbols/$$library; \
	  cp .build/*/symbolgraph/$$library.symbols.json .build/symbols/$$library; \
	  docc convert $$(ls -d Sources/$$library/*.docc 2>/dev/null) \
	    --fallback-display-name $$library --fallback-bundle-identifier $$library \
	    --additional-symbol-graph-dir .build/symbols/$$library \
	    --output-path .build/documentation/$$library; \
	  echo ".build/documentation/$$library/index.html"; \
	done

install: build ## install the program: make install PREFIX=/usr/local
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/ctc-asr
	install -s -m 755 $(release)/ctc-asr $(DESTDIR)$(PREFIX)/bin/ctc-asr
	rm -rf $(DESTDIR)$(PREFIX)/share/ctc-asr/$(resources)
	cp -R $(release)/$(resources) $(DESTDIR)$(PREFIX)/share/ctc-asr/

library: deps ## build the library for programs in C, .build/release/libctc_asr.so
	$(SWIFT) build -c release $(static) $(closed) $(SWIFT_FLAGS) --product ctc_asr

install-library: library ## install it with its header and models: make install-library PREFIX=/usr/local
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include \
	  $(DESTDIR)$(PREFIX)/share/ctc-asr
	rm -f $(DESTDIR)$(PREFIX)/lib/$(library)
	install -s -m 755 $(release)/$(library) $(DESTDIR)$(PREFIX)/lib/$(soname)
	$(if $(soname),ln -s $(soname) $(DESTDIR)$(PREFIX)/lib/$(library))
	install -m 644 Sources/CRecognizer/include/ctc_asr.h $(DESTDIR)$(PREFIX)/include/
	sed 's|@VERSION@|$(version)|' Sources/CRecognizer/ctc-asr.pc.in \
	  >$(DESTDIR)$(PREFIX)/lib/pkgconfig/ctc-asr.pc
	rm -rf $(DESTDIR)$(PREFIX)/share/ctc-asr/$(resources)
	cp -R $(release)/$(resources) $(DESTDIR)$(PREFIX)/share/ctc-asr/

clean: ## remove what was built
	rm -rf .build .build-* Benchmarks/.build Fuzz/.build Examples/*/.build
