extension SpectrogramConfiguration {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case sampleRate
    case frameLengthMilliseconds
    case frameShiftMilliseconds
    case preemphasis
    case windowFunction
    case removesDCOffset
    case roundsToPowerOfTwo
    case snipsEdges
    case dither
    case ditherSeed
    case sampleScale
    case usesEnergy
    case usesRawEnergy
    case frameEnergyFloor
    case energyFloor
    case usesLogarithm
    case usesPower
  }

  /// Reads the options that are given and takes the default for every other.
  ///
  /// - Throws: `DecodingError` for a value of the wrong kind, or a key that is no option.
  public init(from decoder: any Decoder) throws {
    self.init()
    let options = try OptionContainer<CodingKeys>(decoder)
    try options.read(.sampleRate, into: &sampleRate)
    try options.read(.frameLengthMilliseconds, into: &frameLengthMilliseconds)
    try options.read(.frameShiftMilliseconds, into: &frameShiftMilliseconds)
    try options.read(.preemphasis, into: &preemphasis)
    try options.read(.windowFunction, into: &windowFunction)
    try options.read(.removesDCOffset, into: &removesDCOffset)
    try options.read(.roundsToPowerOfTwo, into: &roundsToPowerOfTwo)
    try options.read(.snipsEdges, into: &snipsEdges)
    try options.read(.dither, into: &dither)
    try options.read(.ditherSeed, into: &ditherSeed)
    try options.read(.sampleScale, into: &sampleScale)
    try options.read(.usesEnergy, into: &usesEnergy)
    try options.read(.usesRawEnergy, into: &usesRawEnergy)
    try options.read(.frameEnergyFloor, into: &frameEnergyFloor)
    try options.read(.energyFloor, into: &energyFloor)
    try options.read(.usesLogarithm, into: &usesLogarithm)
    try options.read(.usesPower, into: &usesPower)
  }
}
