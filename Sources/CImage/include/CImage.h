#ifndef CIMAGE_H
#define CIMAGE_H

/// The path of the executable or library that this code is in, as the dynamic linker knows it; NULL if
/// it does not.
const char *_Nullable ci_path(void);

#endif
