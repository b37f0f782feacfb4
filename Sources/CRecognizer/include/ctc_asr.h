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
/// A network of your own is served too: features of sound for it, and text for its output.
///
///     ctc_asr_decoder *decoder = ctc_asr_decoder_open_file("tokens.txt", NULL, 0.04, NULL);
///     ctc_asr_transcript *transcript =
///         ctc_asr_decoder_transcribe(decoder, log_probabilities, frame_count);
///
/// Text is UTF-8. Samples are of one channel and of ±1: divide 16-bit numbers by 32768. Their rate is from
/// 1000 to 1000000 hertz.
/// Everything that a function is given may be changed or freed when it has returned. Only pointers marked
/// CTC_ASR_NULLABLE may be NULL.
///
/// A child of fork() opens recognizers and decoders of its own, or uses those that no other thread was using at
/// that moment.

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
/// The symbols of a network's output and a way to read it. Any number of threads may use it at once.
typedef struct ctc_asr_decoder ctc_asr_decoder;
/// A network's output that arrives frame by frame. One thread at a time may use it.
typedef struct ctc_asr_search ctc_asr_search;
/// Features of sound that arrives piece by piece. One thread at a time may use it.
typedef struct ctc_asr_feature_stream ctc_asr_feature_stream;

/// A word or phrase to prefer.
typedef struct {
    /// One that is empty or NULL is skipped, as it is among words and phrases.
    const char *CTC_ASR_NULLABLE text;
    /// In nats, -100 to 100; 5 is a good start.
    float boost;
} ctc_asr_hot_word;

/// How a model's output is read. All zero is the model's own way, and a decoder's the best symbol of each
/// frame:
///
///     ctc_asr_options options = {0};
///     options.phrases = (const char *[]){"lights on", "lights off"};
///     options.phrase_count = 2;
typedef struct {
    /// Not 0: the best symbol of each frame, whatever words come out; without beam_size, words, phrases, hot
    /// words, a language model, weights or an n_best above 1.
    int greedy;
    /// Not 0: any words, not those of the model's list alone; without words or phrases of yours.
    int any_words;
    /// Hypotheses that a search keeps, at most 100000; 0 for as many as the model says.
    int beam_size;
    /// Nothing but these words is recognized; NULL for the model's own list, if it has one. Where symbols
    /// are phonemes, each is followed by a tab and those that say it, as "two\tT UW".
    const char *CTC_ASR_NULLABLE const *CTC_ASR_NULLABLE words;
    size_t word_count;
    /// Each utterance is one of these phrases, or nothing; NULL for any sequence of words. Without `words`, a
    /// language model and word_bonus.
    const char *CTC_ASR_NULLABLE const *CTC_ASR_NULLABLE phrases;
    size_t phrase_count;
    /// Words to prefer; they are recognized even if the list of words lacks them.
    const ctc_asr_hot_word *CTC_ASR_NULLABLE hot_words;
    size_t hot_word_count;
    /// The file of an n-gram model in ARPA's format, or of what `ctc-asr lm` wrote; NULL for the
    /// model's own, if it has one.
    const char *CTC_ASR_NULLABLE language_model;
    /// Not 0: without the model's own language model. Its weights go with it, as they do if
    /// `language_model` is another.
    int no_language_model;
    /// The factor of the language model's log-probabilities; 0 for the model's own, or 1.
    float language_weight;
    /// What each word adds to the score, in nats; 0 for the model's own, or none.
    float word_bonus;
    /// Not 0: without the model's own word bonus.
    int no_word_bonus;
    /// The power of the symbols' priors that is divided out of the network's probabilities; 0 for the
    /// model's own, or none. The priors are the model's, found by `ctc-asr tune --save`.
    float prior_weight;
    /// Not 0: without the model's own prior weight.
    int no_prior_weight;
    /// How many texts a recording's transcript lists, from 1 to 1000, see `next` there; 0 for the best
    /// alone. Streams give no others.
    int n_best;
    /// Asked now and then, in any thread, by the functions named transcribe, align and emissions and by
    /// ctc_asr_search_finish(), not by those that open something or take what arrives: if it returns not
    /// 0, what is under way fails: all of it, if several threads use the recognizer. With
    /// ctc_asr_set_thread_count(1) it is asked in the thread that has the question, whose own call alone it
    /// then ends. It gets `cancel_context`.
    int (*CTC_ASR_NULLABLE cancel)(void *CTC_ASR_NULLABLE context);
    void *CTC_ASR_NULLABLE cancel_context;
    /// Not 0: late reverberation is taken off the sound first, for speech recorded across a room.
    /// Decoders hear no sound and ignore it.
    int dereverberate;
    /// Not 0: matrices are multiplied in bf16, faster and coarser, on processors that have it. Decoders
    /// multiply none and ignore it.
    int bf16;
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
    /// What a language model, the word bonus and hot words add to it: transcripts are ranked by the sum.
    float language_score;
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
    /// The length of a frame and the distance of two, in milliseconds; 0 for 25 and 10. A frame has from 2
    /// to 65536 samples, and the next begins at least one later.
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

/// A row for each frame: of features, or of a network's output.
typedef struct {
    /// Row by row: column c of frame f is values[f * column_count + c].
    const float *values;
    size_t frame_count, column_count;
} ctc_asr_features;

/// The version of the library, as "1.2.3".
const char *ctc_asr_version(void);

/// What went wrong last in this thread, in one line; empty if nothing has. It stays until something
/// goes wrong again.
const char *ctc_asr_error(void);

/// A recognizer with the model in a directory, or where there is none with the one that ships under the name,
/// "commands" or "english"; NULL for "commands". So a directory of that name in the working directory, if it
/// holds a model, comes before the one that ships. Options that are NULL are the model's own.
ctc_asr_recognizer *CTC_ASR_NULLABLE ctc_asr_open(const char *CTC_ASR_NULLABLE model,
                                                  const ctc_asr_options *CTC_ASR_NULLABLE options);

/// Ends a recognizer, which no thread may be using. Streams that it has go on.
void ctc_asr_close(ctc_asr_recognizer *CTC_ASR_NULLABLE recognizer);

/// The sample rate in hertz that the model works at; other sound is resampled to it.
int ctc_asr_sample_rate(const ctc_asr_recognizer *recognizer);

/// Seconds from one frame of the network's output to the next.
double ctc_asr_frame_shift(const ctc_asr_recognizer *recognizer);

/// The number of symbols, which each frame has a number for.
size_t ctc_asr_symbol_count(const ctc_asr_recognizer *recognizer);

/// The symbol of this number, from 0 on, until the recognizer is closed; NULL if there is none.
const char *CTC_ASR_NULLABLE ctc_asr_symbol(const ctc_asr_recognizer *recognizer, size_t number);

/// The number of the symbol that says nothing (CTC's blank).
size_t ctc_asr_null_symbol(const ctc_asr_recognizer *recognizer);

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

/// The same in a sound file.
ctc_asr_transcript *CTC_ASR_NULLABLE ctc_asr_align_file(const ctc_asr_recognizer *recognizer,
                                                        const char *path, const char *text);

/// What the network says of samples: natural logarithms of probabilities, a row for each frame and a column
/// for each symbol, as ctc_asr_decoder_transcribe() takes them.
ctc_asr_features *CTC_ASR_NULLABLE ctc_asr_emissions(const ctc_asr_recognizer *recognizer,
                                                     const float *CTC_ASR_NULLABLE samples,
                                                     size_t count, int sample_rate);

/// The same of a sound file.
ctc_asr_features *CTC_ASR_NULLABLE
ctc_asr_emissions_file(const ctc_asr_recognizer *recognizer, const char *path);

/// Frees a transcript and all that it points to, the next ones included.
void ctc_asr_transcript_free(ctc_asr_transcript *CTC_ASR_NULLABLE transcript);

/// A stream of sound at `sample_rate` hertz, here 1300 or more, cut into utterances by pauses of at least
/// `pause` seconds, up to 60; 0 for 0.6 of them.
///
/// Speech may lie `loudness_range` decibels, from 1 to 100, below the loudest of the last three seconds; 0
/// for 18 of them. With 30 a second speaker farther away is heard, but so is talk in the background, which
/// fills the pauses.
ctc_asr_stream *CTC_ASR_NULLABLE ctc_asr_stream_open(const ctc_asr_recognizer *recognizer,
                                                     int sample_rate, double pause,
                                                     double loudness_range);

/// Takes the next samples; what ends an utterance is decoded before it returns.
///
/// Returns how many utterances wait for ctc_asr_stream_next(), or -1; the samples are then not taken.
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

/// A decoder of frames over `count` symbols, of which number `null_symbol`, from 0 on, says nothing (CTC's
/// blank).
///
/// Symbols are letters, with "|" or " " between words; pieces of words as SentencePiece ("▁the") or
/// WordPiece ("##e") makes them; words; or phonemes. None may be empty or NULL. Frames are
/// `frame_shift` seconds apart, more than 0 and at most 10. Options are as those of recognizers; NULL for the
/// best symbol of each frame.
ctc_asr_decoder *CTC_ASR_NULLABLE ctc_asr_decoder_open(
    const char *CTC_ASR_NULLABLE const *CTC_ASR_NULLABLE symbols, size_t count,
    size_t null_symbol, double frame_shift, const ctc_asr_options *CTC_ASR_NULLABLE options);

/// The same with the symbols of a file: tokens.txt, one a line, alone or with its number, or
/// vocab.json; `null_symbol` names the one that says nothing, NULL for the first of "<blank>", "<blk>",
/// "<pad>" and "[PAD]" that is there.
ctc_asr_decoder *CTC_ASR_NULLABLE ctc_asr_decoder_open_file(
    const char *tokens, const char *CTC_ASR_NULLABLE null_symbol, double frame_shift,
    const ctc_asr_options *CTC_ASR_NULLABLE options);

/// The number of symbols, which each frame has a number for.
size_t ctc_asr_decoder_symbol_count(const ctc_asr_decoder *decoder);

/// Ends a decoder, which no thread may be using. Searches that it has go on.
void ctc_asr_decoder_close(ctc_asr_decoder *CTC_ASR_NULLABLE decoder);

/// What `frame_count` frames say. Each is of a natural logarithm for each symbol, as log_softmax gives,
/// and they follow each other.
ctc_asr_transcript *CTC_ASR_NULLABLE
ctc_asr_decoder_transcribe(const ctc_asr_decoder *decoder,
                           const float *CTC_ASR_NULLABLE log_probabilities, size_t frame_count);

/// Where the words and symbols of a known text are said.
ctc_asr_transcript *CTC_ASR_NULLABLE
ctc_asr_decoder_align(const ctc_asr_decoder *decoder,
                      const float *CTC_ASR_NULLABLE log_probabilities, size_t frame_count,
                      const char *text);

/// A search through frames that arrive piece by piece.
ctc_asr_search *ctc_asr_search_open(const ctc_asr_decoder *decoder);

/// Takes the next frames, see ctc_asr_decoder_transcribe(). Returns 0, or -1; the frames are then not
/// taken.
int ctc_asr_search_append(ctc_asr_search *search, const float *CTC_ASR_NULLABLE log_probabilities,
                          size_t frame_count);

/// What the frames say so far, which may change; it stays until the search is used again.
const char *ctc_asr_search_partial_text(ctc_asr_search *search);

/// What the frames say, as ctc_asr_decoder_transcribe() gives it for all of them; the next frame begins
/// another utterance. Where it is cancelled, the frames are lost.
ctc_asr_transcript *CTC_ASR_NULLABLE ctc_asr_search_finish(ctc_asr_search *search);

/// Ends a search.
void ctc_asr_search_close(ctc_asr_search *CTC_ASR_NULLABLE search);

/// The features of samples, without dither; no recognizer is needed. Options may be all zero, but not NULL.
ctc_asr_features *CTC_ASR_NULLABLE ctc_asr_filter_bank(const ctc_asr_filter_bank_options *options,
                                                       const float *CTC_ASR_NULLABLE samples,
                                                       size_t count);

/// The same of sound that arrives piece by piece.
ctc_asr_feature_stream *CTC_ASR_NULLABLE
ctc_asr_feature_stream_open(const ctc_asr_filter_bank_options *options);

/// The features of the frames that the next samples complete. Often there are none: `frame_count` is then 0,
/// and ctc_asr_features_free() has to free that, too. Where it fails, the samples are not taken.
ctc_asr_features *CTC_ASR_NULLABLE
ctc_asr_feature_stream_append(ctc_asr_feature_stream *stream,
                              const float *CTC_ASR_NULLABLE samples, size_t count);

/// The features of the last frames, which reach beyond the end; the next sample begins another sound.
ctc_asr_features *ctc_asr_feature_stream_finish(ctc_asr_feature_stream *stream);

/// Ends a stream of features.
void ctc_asr_feature_stream_close(ctc_asr_feature_stream *CTC_ASR_NULLABLE stream);

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
