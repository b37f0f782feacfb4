// Says what sound files say: ./recognize FILE…
// With --stream, 16-bit samples at 16 kHz from standard input: an utterance a line, as it ends.

#include <ctc_asr.h>

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void show(ctc_asr_transcript *transcript) {
    for (size_t i = 0; i < transcript->word_count; i++) {
        const ctc_asr_span *word = &transcript->words[i];
        printf("%7.2f %7.2f  %3.0f %%  %s\n", word->start, word->end, 100 * word->confidence,
               word->text);
    }
    ctc_asr_transcript_free(transcript);
}

static int show_all(ctc_asr_stream *stream, int waiting) {
    ctc_asr_transcript *transcript;
    while ((transcript = ctc_asr_stream_next(stream))) show(transcript);
    fflush(stdout);
    return waiting;
}

static int transcribe_stream(const ctc_asr_recognizer *recognizer) {
    ctc_asr_stream *stream = ctc_asr_stream_open(recognizer, 16000, 0, 0);
    if (!stream) return -1;
    int16_t numbers[1600];
    float samples[1600];
    size_t count;
    int result = 0;
    while (result >= 0 && (count = fread(numbers, sizeof *numbers, 1600, stdin))) {
        for (size_t i = 0; i < count; i++) samples[i] = numbers[i] / 32768.0f;
        result = show_all(stream, ctc_asr_stream_append(stream, samples, count));
    }
    if (result >= 0) result = show_all(stream, ctc_asr_stream_finish(stream));
    ctc_asr_stream_close(stream);
    return result;
}

static int transcribe_files(const ctc_asr_recognizer *recognizer, char **paths) {
    for (; *paths; paths++) {
        ctc_asr_transcript *transcript = ctc_asr_transcribe_file(recognizer, *paths);
        if (!transcript) return -1;
        show(transcript);
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count < 2) {
        fputs("usage: recognize FILE… | --stream\n", stderr);
        return 64;
    }
    ctc_asr_recognizer *recognizer = ctc_asr_open("commands", NULL);
    int result = -1;
    if (recognizer) {
        int streams = count == 2 && strcmp(arguments[1], "--stream") == 0;
        result = streams ? transcribe_stream(recognizer)
                         : transcribe_files(recognizer, arguments + 1);
    }
    if (result < 0) fprintf(stderr, "%s\n", ctc_asr_error());
    ctc_asr_close(recognizer);
    return result < 0;
}
