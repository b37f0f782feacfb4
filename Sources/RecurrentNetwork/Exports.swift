@_exported public import struct NumericCore.Matrix
