@_exported public import protocol CTC.WordScorer
@_exported public import enum Interchange.FileError
