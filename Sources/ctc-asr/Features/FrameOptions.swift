public import ArgumentParser
public import AudioFrontEnd

/// How the sound is cut into frames.
struct FrameOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Milliseconds from one frame to the next.", valueName: "milliseconds"))
  var frameShift: Float = 10

  @Option(help: ArgumentHelp("Milliseconds of sound in a frame.", valueName: "milliseconds"))
  var frameLength: Float = 25

  @Option(help: ArgumentHelp("Pre-emphasis, 0 to 1.", valueName: "factor"))
  var preemphasisCoefficient: Float = 0.97

  @Option(help: "The taper of a frame.")
  var windowType = WindowFunction.povey

  @Flag(inversion: .prefixedNo, help: "Take off each frame's mean.")
  var removeDcOffset = true

  @Flag(inversion: .prefixedNo, help: "Pad frames with zeros to a power of two.")
  var roundToPowerOfTwo = true

  @Flag(inversion: .prefixedNo, help: "Drop frames that reach beyond the sound.")
  var snipEdges = true

  @Option(help: ArgumentHelp("Standard deviation of added noise.", valueName: "number"))
  var dither: Float = 0

  @Flag(
    inversion: .prefixedNo,
    help: """
      The frame's log energy: before the filters, or in place of coefficient 0 or of frequency 0 \
      (default: only for mfcc and spectrogram).
      """)
  var useEnergy: Bool?

  @Flag(inversion: .prefixedNo, help: "The energy before pre-emphasis and taper.")
  var rawEnergy = true

  @Option(help: ArgumentHelp("The smallest energy of a frame.", valueName: "number"))
  var energyFloor: Float = 0

  /// Sets the options that all kinds of features share.
  func apply(to options: inout FrameConfiguration) {
    options.frameShiftMilliseconds = frameShift
    options.frameLengthMilliseconds = frameLength
    options.preemphasis = preemphasisCoefficient
    options.windowFunction = windowType
    options.removesDCOffset = removeDcOffset
    options.roundsToPowerOfTwo = roundToPowerOfTwo
    options.snipsEdges = snipEdges
    options.dither = dither
    if let useEnergy { options.usesEnergy = useEnergy }
    options.usesRawEnergy = rawEnergy
    options.frameEnergyFloor = energyFloor
  }
}

extension WindowFunction: ExpressibleByArgument {}
