#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The probability whose natural logarithm is `logProbability`.
package func exponential(_ logProbability: Float) -> Float { exp(logProbability) }

/// The probability whose natural logarithm is `logProbability`.
package func exponential(_ logProbability: Double) -> Double { exp(logProbability) }

/// The natural logarithm of `probability`; minus infinity for 0.
package func naturalLogarithm(_ probability: Double) -> Double { log(probability) }
