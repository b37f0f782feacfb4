public import Foundation

/// An error whose `description` is one line for people: what is wrong,
/// where, and what to do.
///
/// Its `localizedDescription`, which apps and servers show, is that line too.
public protocol DescribedError: LocalizedError, CustomStringConvertible {}

extension DescribedError {
  /// The same as the description.
  public var errorDescription: String? { description }
  /// Nothing that the description does not say.
  public var failureReason: String? { nil }
  /// Nothing that the description does not say.
  public var recoverySuggestion: String? { nil }
  /// None.
  public var helpAnchor: String? { nil }
}
