#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The probability whose natural logarithm is `logProbability`.
func exponential(_ logProbability: Float) -> Float { exp(logProbability) }

/// The natural logarithm of `value`.
func naturalLogarithm(_ value: Float) -> Float { log(value) }
