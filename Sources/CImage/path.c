#define _GNU_SOURCE
#include "CImage.h"

#include <dlfcn.h>
#include <stddef.h>

const char *ci_path(void) {
    Dl_info image;
    return dladdr((const void *)ci_path, &image) ? image.dli_fname : NULL;
}
