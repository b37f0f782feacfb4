@_exported public import struct AudioFrontEnd.AudioClip
@_exported public import enum LinearAlgebra.Precision
@_exported public import struct NumericCore.Matrix
@_exported public import enum NumericCore.Parallelism
