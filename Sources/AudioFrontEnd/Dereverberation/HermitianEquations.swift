/// A few linear equations `A x = b` in complex numbers, `A` Hermitian and positive definite.
struct HermitianEquations {
  private let count: Int
  /// `A`'s rows, of which only what is on or below the diagonal is used.
  private var matrix: [ComplexNumber]
  /// The vector `b`.
  var right: [ComplexNumber]

  /// `count` equations of zeros.
  init(count: Int) {
    self.count = count
    matrix = Array(repeating: .zero, count: count * count)
    right = Array(repeating: .zero, count: count)
  }

  /// An element of `A` on or below the diagonal.
  subscript(row: Int, column: Int) -> ComplexNumber {
    get { matrix[row * count + column] }
    set { matrix[row * count + column] = newValue }
  }

  /// The vector `x`.
  ///
  /// - Source: Golub and Van Loan, Matrix Computations, 4th edition, section 4.1.2 (`A = L D Lᴴ`).
  func solution() -> [ComplexNumber] {
    var lower = self
    var x = right
    for j in 0..<count {
      for k in 0..<j { lower[j, j].real -= lower[j, k].squaredMagnitude * lower[k, k].real }
      for i in j + 1..<count {
        for k in 0..<j {
          lower[i, j] -= lower[i, k] * lower[j, k].conjugate * lower[k, k].real
        }
        lower[i, j] = lower[i, j] * (1 / lower[j, j].real)
      }
      for k in 0..<j { x[j] -= lower[j, k] * x[k] }
    }
    for j in (0..<count).reversed() {
      x[j] = x[j] * (1 / lower[j, j].real)
      for i in j + 1..<count { x[j] -= lower[i, j].conjugate * x[i] }
    }
    return x
  }
}

/// A complex number.
struct ComplexNumber: Equatable {
  var real, imaginary: Double

  static let zero = ComplexNumber(real: 0, imaginary: 0)

  var conjugate: ComplexNumber { ComplexNumber(real: real, imaginary: -imaginary) }

  var squaredMagnitude: Double { real * real + imaginary * imaginary }

  static func -= (a: inout ComplexNumber, b: ComplexNumber) {
    a.real -= b.real
    a.imaginary -= b.imaginary
  }

  static func * (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(
      real: a.real * b.real - a.imaginary * b.imaginary,
      imaginary: a.real * b.imaginary + a.imaginary * b.real)
  }

  static func * (a: ComplexNumber, b: Double) -> ComplexNumber {
    ComplexNumber(real: a.real * b, imaginary: a.imaginary * b)
  }
}
