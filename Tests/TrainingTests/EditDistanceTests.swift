import NumericCore
import Testing
import Training

@Suite("Edit distance")
struct EditDistanceTests {
  private func edits(_ reference: String, _ hypothesis: String) -> [Int] {
    let distance = EditDistance(from: Array(reference), to: Array(hypothesis))
    return [distance.substitutions, distance.insertions, distance.deletions]
  }

  @Test("counts substitutions, insertions and deletions")
  func counts() {
    #expect(edits("", "") == [0, 0, 0])
    #expect(edits("abc", "abc") == [0, 0, 0])
    #expect(edits("", "ab") == [0, 2, 0])
    #expect(edits("ab", "") == [0, 0, 2])
    #expect(edits("kitten", "sitting") == [2, 1, 0])
    #expect(edits("intention", "execution") == [5, 0, 0])
    #expect(edits("好棒棒", "好棒") == [0, 0, 1])
  }

  @Test("aligns what is the same, and says what became what")
  func steps() {
    let steps = EditDistance.steps(
      from: ["the", "cat", "sat", "down"], to: ["the", "fat", "cat", "sits", "down"])
    #expect(
      steps == [
        .match("the"), .insertion("fat"), .match("cat"),
        .substitution(reference: "sat", hypothesis: "sits"), .match("down"),
      ])
  }

  @Test("prefers a substitution, then a deletion, read from the end")
  func ties() {
    #expect(
      EditDistance.steps(from: ["a", "b"], to: ["c"])
        == [.deletion("a"), .substitution(reference: "b", hypothesis: "c")])
    #expect(
      EditDistance.steps(from: [1], to: [2, 3]) == [
        .insertion(2), .substitution(reference: 1, hypothesis: 3),
      ])
  }

  /// The definition, by recursion over both ends.
  private func distance(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
    guard let x = a.first, let y = b.first else { return a.count + b.count }
    let (restA, restB) = (a.dropFirst(), b.dropFirst())
    return min(
      distance(restA, restB) + (x == y ? 0 : 1), distance(restA, b) + 1, distance(a, restB) + 1)
  }

  @Test("is the least number of edits, and the steps lead from one to the other")
  func definition() {
    var generator = SeededGenerator(seed: 91)
    for _ in 0..<60 {
      let a = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        Int.random(in: 0..<3, using: &generator)
      }
      let b = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        Int.random(in: 0..<3, using: &generator)
      }
      #expect(EditDistance(from: a, to: b).count == distance(a[...], b[...]))
      #expect(EditDistance(from: b, to: a).count == EditDistance(from: a, to: b).count)
      expectSteps(from: a, to: b)
    }
  }

  private func expectSteps(from a: [Int], to b: [Int]) {
    let steps = EditDistance.steps(from: a, to: b)
    let reference = steps.compactMap { step -> Int? in
      switch step {
      case .match(let x), .deletion(let x), .substitution(let x, _): x
      case .insertion: nil
      }
    }
    let hypothesis = steps.compactMap { step -> Int? in
      switch step {
      case .match(let y), .insertion(let y), .substitution(_, let y): y
      case .deletion: nil
      }
    }
    #expect(reference == a && hypothesis == b)
  }

  @Test("of long texts too", arguments: [63, 64, 65, 128, 500])
  func long(count: Int) {
    var generator = SeededGenerator(seed: 92)
    let a = (0..<count).map { _ in Int.random(in: 0..<4, using: &generator) }
    let b = (0..<count * 4 / 5).map { _ in Int.random(in: 0..<4, using: &generator) }
    var costs = (0...a.count).map { [$0] + [Int](repeating: 0, count: b.count) }
    costs[0] = Array(0...b.count)
    for i in a.indices {
      for j in b.indices {
        costs[i + 1][j + 1] = min(
          costs[i][j] + (a[i] == b[j] ? 0 : 1), costs[i][j + 1] + 1, costs[i + 1][j] + 1)
      }
    }
    #expect(EditDistance(from: a, to: b).count == costs[a.count][b.count])
    expectSteps(from: a, to: b)
  }
}
