import Foundation
public import NumericCore

extension Matrix {
  /// Normally distributed elements of standard deviation `scale`.
  public static func random(
    rows: Int, columns: Int, scale: Float = 1, using generator: inout SeededGenerator
  ) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in generator.normal() * scale })
  }

  /// The natural logarithm of every element.
  public var logarithms: Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map { log($0) })
  }

  /// The elements in double precision, row by row.
  public var doubles: [[Double]] {
    (0..<rows).map { row($0).map { Double($0) } }
  }
}
