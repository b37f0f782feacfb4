// Text of a network's output while it arrives: ./decode TOKENS SECONDS [WORD…] <frames
// A frame has a float32 for each symbol of the file TOKENS, natural logarithms; frames are SECONDS apart.
// If there are words, nothing else is recognized.

#include <ctc_asr.h>

#include <stdio.h>
#include <stdlib.h>

static ctc_asr_transcript *read_frames(ctc_asr_search *search, size_t symbol_count) {
    float *frame = malloc(symbol_count * sizeof *frame);
    if (!frame) {
        perror("decode");
        exit(1);
    }
    int result = 0;
    while (result == 0 && fread(frame, sizeof *frame, symbol_count, stdin) == symbol_count) {
        result = ctc_asr_search_append(search, frame, 1);
        fprintf(stderr, "\r%s", ctc_asr_search_partial_text(search));
    }
    fputs("\n", stderr);
    free(frame);
    return result == 0 ? ctc_asr_search_finish(search) : NULL;
}

int main(int count, char **arguments) {
    if (count < 3) {
        fputs("usage: decode TOKENS SECONDS [WORD…] <frames\n", stderr);
        return 64;
    }
    ctc_asr_options options = {0};
    if (count > 3) {
        options.words = (const char *const *)arguments + 3;
        options.word_count = (size_t)count - 3;
    }
    ctc_asr_transcript *transcript = NULL;
    ctc_asr_decoder *decoder =
        ctc_asr_decoder_open_file(arguments[1], NULL, atof(arguments[2]), &options);
    if (decoder) {
        ctc_asr_search *search = ctc_asr_search_open(decoder);
        transcript = read_frames(search, ctc_asr_decoder_symbol_count(decoder));
        ctc_asr_search_close(search);
        ctc_asr_decoder_close(decoder);
    }
    if (!transcript) {
        fprintf(stderr, "%s\n", ctc_asr_error());
        return 1;
    }
    for (size_t i = 0; i < transcript->word_count; i++) {
        const ctc_asr_span *word = &transcript->words[i];
        printf("%7.2f %7.2f  %3.0f %%  %s\n", word->start, word->end, 100 * word->confidence,
               word->text);
    }
    ctc_asr_transcript_free(transcript);
    return 0;
}
