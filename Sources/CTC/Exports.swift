@_exported public import struct NumericCore.Matrix
@_exported public import enum NumericCore.Parallelism
