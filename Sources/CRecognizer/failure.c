#include "failure.h"

#include "ctc_asr.h"

#include <stdio.h>

// A longer message loses its end.
static _Thread_local char last[2048];

void ctc_asr_fail(const char *message) { snprintf(last, sizeof last, "%s", message); }

const char *ctc_asr_error(void) { return last; }
