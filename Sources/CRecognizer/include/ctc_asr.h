/// A speech recognizer for programs in C, and in all that can call C.
///
///     ctc_asr_recognizer *recognizer = ctc_asr_open("commands", NULL);
///     ctc_asr_transcript *transcript = ctc_asr_transcribe_file(recognizer, "two-six-eight.wav");
///     puts(transcript->text);
///     ctc_asr_transcript_free(transcript);
///     ctc_asr_close(recognizer);
///
/// What can fail returns NULL or, where it returns a number, -1; ctc_asr_error() then says why.
///
/// Text is UTF-8. Samples are of one channel and of ±1: divide 16-bit numbers by 32768.
/// Everything that a function is given may be changed or freed when it has returned. Only pointers marked
/// CTC_ASR_NULLABLE may be NULL.

#ifndef CTC_ASR_H
#define CTC_ASR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Swift wants to know which pointers may be NULL.
#ifdef __swift__
#pragma clang assume_nonnull begin
#define CTC_ASR_NULLABLE _Nullable
#else
#define CTC_ASR_NULLABLE
#endif

/// A model and a way to read its output. Any number of threads may use it at once.
typedef struct ctc_asr_recognizer ctc_asr_recognizer;
/// Sound that arrives piece by piece. One thread at a time may use it.
typedef struct ctc_asr_stream ctc_asr_stream;

/// A word or phrase to prefer.
typedef struct {
    const char *text;
    /// In nats, -100 to 100; 5 is a good start.
    float boost;
} ctc_asr_hot_word;

/// How a model's output is read. All zero is the model's own way:
///
///     ctc_asr_options options = {0};
///     options.phrases = (const char *[]){"lights on", "lights off"};
///     options.phrase_count = 2;
typedef struct {
    /// Not 0: the best symbol of each frame, whatever words come out; no other option counts.
    int greedy;
    /// Not 0: any words, not those of the model's list alone.
    int any_words;
    /// Hypotheses that a search keeps, at most 100000; 0 for as many as the model says.
    int beam_size;
    /// Nothing but these words is recognized; NULL for the model's own list, if it has one.
    const char *CTC_ASR_NULLABLE const *CTC_ASR_NULLABLE words;
    size_t word_count;
    /// Each utterance is one of these phrases, or nothing; NULL for any sequence of words.
    const char *CTC_ASR_NULLABLE const *CTC_ASR_NULLABLE phrases;
    size_t phrase_count;
    /// Words to prefer; they are recognized even if the list of words lacks them.
    const ctc_asr_hot_word *CTC_ASR_NULLABLE hot_words;
    size_t hot_word_count;
    /// The file of an n-gram model in ARPA's format, or of what `ctc-asr lm` wrote; NULL for the
    /// model's own, if it has one.
    const char *CTC_ASR_NULLABLE language_model;
    /// The factor of the language model's log-probabilities; 0 for the model's own, or 1.
    float language_weight;
    /// What each word adds to the score, in nats, beside a language model that is named here.
    float word_bonus;
    /// How many texts a recording's transcript lists, at most 1000, see `next` there; 0 for the best
    /// alone. Streams give no others.
    int n_best;
    /// Asked now and then, in any thread, while recordings are transcribed or aligned: if it returns not
    /// 0, what is under way fails: all of it, if several threads use the recognizer. With
    /// ctc_asr_set_thread_count(1) it is asked in the thread that has the question, whose own call alone it
    /// then ends. It gets `cancel_context`.
    int (*CTC_ASR_NULLABLE cancel)(void *CTC_ASR_NULLABLE context);
    void *CTC_ASR_NULLABLE cancel_context;
} ctc_asr_options;

/// A word or symbol and where it was said.
typedef struct {
    const char *text;
    /// In seconds from the start of the sound.
    double start, end;
    /// How sure it is, between 0 and 1.
    float confidence;
} ctc_asr_span;

/// What was said.
typedef struct ctc_asr_transcript {
    /// The words with spaces between them; empty where nothing was said.
    const char *text;
    const ctc_asr_span *words;
    size_t word_count;
    /// The symbols, word boundaries included.
    const ctc_asr_span *symbols;
    size_t symbol_count;
    /// The natural logarithm of the probability that the network gives to the text.
    float log_probability;
    /// The length of the sound in seconds.
    double duration;
    /// What else may have been said, the next best first, if `n_best` asks for it; freed with the first.
    const struct ctc_asr_transcript *CTC_ASR_NULLABLE next;
} ctc_asr_transcript;

/// Log mel filterbanks, Kaldi's where all is zero:
///
///     ctc_asr_features *features =
///         ctc_asr_filter_bank(&(ctc_asr_filter_bank_options){0}, samples, count);
typedef struct {
    /// Of the samples, in hertz; 0 for 16000.
    int sample_rate;
    /// The number of columns; 0 for 80.
    int mel_bins;
    /// The length of a frame and the distance of two, in milliseconds; 0 for 25 and 10.
    float frame_length, frame_shift;
    /// The edges of the filters in hertz, the higher one from half the sample rate if it is not
    /// positive; 0 for 20, and for half the sample rate.
    float low_frequency, high_frequency;
    /// What samples are multiplied by first; 0 for 32768, Kaldi's.
    float scale;
    /// Not 0: a frame for every shift, with the sound mirrored at its ends; otherwise only frames that
    /// lie wholly inside it (Kaldi's --snip-edges).
    int mirror_edges;
} ctc_asr_filter_bank_options;

/// A row for each frame.
typedef struct {
    /// Row by row: column c of frame f is values[f * column_count + c].
    const float *values;
    size_t frame_count, column_count;
} ctc_asr_features;

/// What went wrong last in this thread, in one line; empty if nothing has. It stays until something
/// goes wrong again.
const char *ctc_asr_error(void);

/// A recognizer with the model in a directory, or with the one that ships under a name, "commands" or
/// "english"; NULL for "commands". Options that are NULL are the model's own.
ctc_asr_recognizer *CTC_ASR_NULLABLE ctc_asr_open(const char *CTC_ASR_NULLABLE model,
                                                  const ctc_asr_options *CTC_ASR_NULLABLE options);

/// Ends a recognizer. Streams that it has go on.
void ctc_asr_close(ctc_asr_recognizer *CTC_ASR_NULLABLE recognizer);

/// The sample rate in hertz that the model works at; other sound is resampled to it.
int ctc_asr_sample_rate(const ctc_asr_recognizer *recognizer);

/// What a sound file of any format says.
ctc_asr_transcript *CTC_ASR_NULLABLE
ctc_asr_transcribe_file(const ctc_asr_recognizer *recognizer, const char *path);

/// What samples at `sample_rate` hertz say.
ctc_asr_transcript *CTC_ASR_NULLABLE ctc_asr_transcribe(const ctc_asr_recognizer *recognizer,
                                                        const float *CTC_ASR_NULLABLE samples,
                                                        size_t count, int sample_rate);

/// Where the words and symbols of a known text are said.
ctc_asr_transcript *CTC_ASR_NULLABLE ctc_asr_align(const ctc_asr_recognizer *recognizer,
                                                   const float *CTC_ASR_NULLABLE samples,
                                                   size_t count, int sample_rate,
                                                   const char *text);

/// Frees a transcript and all that it points to, the next ones included.
void ctc_asr_transcript_free(ctc_asr_transcript *CTC_ASR_NULLABLE transcript);

/// A stream of sound at `sample_rate` hertz, cut into utterances by pauses of at least `pause`
/// seconds; 0 for 0.6 of them.
ctc_asr_stream *CTC_ASR_NULLABLE ctc_asr_stream_open(const ctc_asr_recognizer *recognizer,
                                                     int sample_rate, double pause);

/// Takes the next samples; what ends an utterance is decoded before it returns.
///
/// Returns how many utterances wait for ctc_asr_stream_next(), or -1.
int ctc_asr_stream_append(ctc_asr_stream *stream, const float *CTC_ASR_NULLABLE samples,
                          size_t count);

/// Ends the sound; the next sample begins another one. Returns as ctc_asr_stream_append() does.
int ctc_asr_stream_finish(ctc_asr_stream *stream);

/// The first utterance that waits, with times from the start of the stream; NULL if none does.
ctc_asr_transcript *CTC_ASR_NULLABLE ctc_asr_stream_next(ctc_asr_stream *stream);

/// What the utterance under way says so far, until the stream is used again; empty if the model has to
/// hear its end.
const char *ctc_asr_stream_partial_text(ctc_asr_stream *stream);

/// Ends a stream and frees what waits.
void ctc_asr_stream_close(ctc_asr_stream *CTC_ASR_NULLABLE stream);

/// The features of samples, without dither; no recognizer is needed.
ctc_asr_features *CTC_ASR_NULLABLE ctc_asr_filter_bank(const ctc_asr_filter_bank_options *options,
                                                       const float *CTC_ASR_NULLABLE samples,
                                                       size_t count);

/// Frees features.
void ctc_asr_features_free(ctc_asr_features *CTC_ASR_NULLABLE features);

/// How many threads of this process share the work of a transcription, the caller's included; 0 for
/// one a processor, as at first. A server that transcribes in many threads of its own wants 1.
///
/// Returns 0, or -1 if it is less than 0.
int ctc_asr_set_thread_count(int count);

#ifdef __swift__
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
