// Without these no training can be written.
@_exported public import struct CTC.Alphabet
@_exported public import struct Interchange.Manifest
@_exported public import enum NumericCore.Parallelism
@_exported public import struct RecurrentNetwork.OptimizerConfiguration
@_exported public import enum RecurrentNetwork.OptimizerKind
