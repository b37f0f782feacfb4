#!/usr/bin/env bash
# Makes the clips of this folder and manifest.jsonl again; needs espeak-ng 1.51 and sox 14.4.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")"

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
rm -f -- *.wav *.flac manifest.jsonl

# clip FILE VOICE WORDS_PER_MINUTE TEXT [SOX OUTPUT OPTION...] [-- SOX EFFECT...]
# A single letter is spoken by its name: espeak-ng reads it so in upper case, and a comma parts it
# from the next word.
clip() {
    local file=$1 voice=$2 speed=$3 text=$4 spoken
    shift 4
    local format=(-r 16000 -b 16 -c 1)
    while (($#)) && [[ $1 != -- ]]; do
        format+=("$1")
        shift
    done
    (($#)) && shift
    spoken=$(sed -E 's/\b([a-z])\b/\U\1,/g; s/,$//' <<<"$text")
    espeak-ng -v "$voice" -s "$speed" -w "$temporary/speech.wav" "$spoken"
    sox -R -D "$temporary/speech.wav" "${format[@]}" "$file" norm -6 pad 0.1 0.1 "$@"
    printf '{"audio_filepath": "%s", "duration": %.3f, "text": "%s", "speaker": "%s"}\n' \
        "$file" "$(soxi -D "$file")" "$text" "$voice" >>manifest.jsonl
}

clip two-six-eight.wav en-us 140 'two six eight'
clip yes.wav en-us+f2 130 'yes'
clip no.wav en-gb+m3 130 'no'
clip pittsburgh.wav en-us+m3 180 'p i t t s b u r g h'
clip enter-four-five-one.flac en-gb 150 'enter four five one'
clip september-fourteenth.wav en-gb-scotland 140 'september fourteenth'
clip nine-zero-three-one.wav en-us+f3 140 'nine zero three one' -r 8000
clip k-l-m-seven.wav en-gb-x-rp+f2 160 'k l m seven' -r 44100 -c 2 -- remix 1 1v0.5
clip twenty-three.wav en-us+m7 140 'twenty three'
clip rubout-g-m-e.wav en-gb-scotland+f4 170 'rubout g m e'
