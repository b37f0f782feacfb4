// What the functions of ctc_asr.h leave behind when they fail; not for other programs.

#ifndef CTC_ASR_FAILURE_H
#define CTC_ASR_FAILURE_H

/// Keeps what went wrong for ctc_asr_error() in this thread.
void ctc_asr_fail(const char *_Nonnull message);

#endif
