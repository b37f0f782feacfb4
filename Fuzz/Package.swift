// swift-tools-version: 6.3

import PackageDescription

// `make fuzz` builds it: the sanitizers' flags are for everything that is built with it.
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "ctc-asr", path: "..")],
  targets: [
    .systemLibrary(name: "CLibFuzzer"),
    .executableTarget(
      name: "FuzzReading",
      dependencies: [
        "CLibFuzzer",
        .product(name: "AudioFrontEnd", package: "ctc-asr"),
        .product(name: "CTC", package: "ctc-asr"),
        .product(name: "Interchange", package: "ctc-asr"),
        .product(name: "LanguageModel", package: "ctc-asr"),
        .product(name: "SequenceLabeler", package: "ctc-asr"),
      ]),
  ]
)
