import Foundation
import NumericCore
import Synchronization
import Testing

@Suite("Values in parallel, taken in order", .serialized, .timeLimit(.minutes(1)))
struct InOrderTests {
  private struct Full: Error {}

  @Test("values come in order, whoever is first", arguments: [1, 2, 7, 1000])
  func order(ahead: Int) {
    var taken: [Int] = []
    inParallel(200, ahead: ahead) { index in
      if index % 7 == 0 { usleep(500) }
      return index * index
    } inOrder: { index, value in
      #expect(value == index * index)
      taken.append(index)
    }
    #expect(taken == Array(0..<200))
  }

  @Test("no more values are made than may wait")
  func bound() {
    let made = Atomic(0)
    var taken = 0
    var most = 0
    inParallel(300, ahead: 3) { index in
      made.add(1, ordering: .relaxed)
      if index % 50 == 0 { usleep(2000) }
    } inOrder: { _, _ in
      most = max(most, made.load(ordering: .relaxed) - taken)
      taken += 1
    }
    #expect(most <= 3 && taken == 300)
  }

  @Test("an error ends the work")
  func error() {
    let made = Atomic(0)
    #expect(throws: Full.self) {
      try inParallel(10_000, ahead: 8) { _ in
        made.add(1, ordering: .relaxed)
      } inOrder: { index, _ in
        if index == 5 { throw Full() }
      }
    }
    #expect(made.load(ordering: .relaxed) < 100)
  }
}
