import ArgumentParser
import AudioFrontEnd
import NumericCore

/// What range features are brought into, once all of them are there.
struct NormalizationOptions: ParsableArguments {
  /// The frames whose mean is taken off.
  enum Span: String, ExpressibleByArgument, CaseIterable {
    case none, utterance, sliding
  }

  @Option(
    help: """
      Take the mean off each column: of the whole sound, or of a sliding window that ends with the \
      frame, as Kaldi's apply-cmvn-sliding does.
      """)
  var normalize = Span.none

  @Flag(help: "Bring variances to 1 too.")
  var normVars = false

  @Option(help: ArgumentHelp("Frames of a sliding window.", valueName: "frames"))
  var cmnWindow = 600

  @Option(
    help: ArgumentHelp("Frames that the first windows have at least.", valueName: "frames"))
  var minCmnWindow = 100

  @Flag(help: "Let sliding windows lie around their frames.")
  var center = false

  /// What brings features of `type` into range, in this order.
  func normalizations(of type: FeatureKind) -> [any FeatureNormalizing] {
    let range: [any FeatureNormalizing] = type == .whisper ? [WhisperNormalization()] : []
    return switch normalize {
    case .none: range
    case .utterance: range + [UtteranceNormalization(normalizesVariance: normVars)]
    case .sliding:
      range + [
        SlidingWindowNormalization(
          window: cmnWindow, minimumWindow: minCmnWindow, isCentered: center,
          normalizesVariance: normVars)
      ]
    }
  }

  func validate() throws {
    guard cmnWindow >= 1, minCmnWindow >= 1 else {
      throw ValidationError("--cmn-window and --min-cmn-window must be at least 1")
    }
    guard normalize != .none || !normVars else {
      throw ValidationError("--norm-vars needs --normalize utterance or --normalize sliding")
    }
    let windowed = cmnWindow != 600 || minCmnWindow != 100 || center
    guard normalize == .sliding || !windowed else {
      throw ValidationError(
        "--cmn-window, --min-cmn-window and --center need --normalize sliding")
    }
  }
}
