@_exported public import struct AudioFrontEnd.AudioClip
@_exported public import struct NumericCore.Matrix
