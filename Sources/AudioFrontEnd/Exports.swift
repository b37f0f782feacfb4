// A client of this module needs no other import.
@_exported public import struct NumericCore.Matrix
@_exported public import enum NumericCore.Parallelism
@_exported public import struct NumericCore.SeededGenerator
