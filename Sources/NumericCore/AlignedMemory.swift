import CKernels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// Blocks of floats, without values, that begin at multiples of 64 bytes.
///
/// A large block has pages of its own, which go back to the system with it: what a model or many callers
/// at once leave in the heap is seldom whole enough to go back.  If it is larger than a large page it
/// begins at one and asks for large ones: the processor finds its way through few.
enum AlignedMemory {
  private static let largePage = 2 << 20
  /// The size in bytes from which a block has pages of its own; with the address sanitizer, which
  /// watches the heap alone, none has.
  private static let leastMapped = ck_address_sanitized() == 0 ? 256 << 10 : Int.max

  static func allocate(floats count: Int) -> UnsafeMutablePointer<Float> {
    let size = count * MemoryLayout<Float>.stride
    let memory: UnsafeMutableRawPointer =
      if size < leastMapped {
        .allocate(byteCount: size, alignment: 64)
      } else if size < largePage {
        map(size)
      } else {
        mapLargePages(size)
      }
    return memory.bindMemory(to: Float.self, capacity: count)
  }

  /// Frees a block of so many floats.
  static func deallocate(_ memory: UnsafeMutablePointer<Float>, floats count: Int) {
    let size = count * MemoryLayout<Float>.stride
    if size < leastMapped {
      memory.deallocate()
    } else {
      munmap(memory, size)
    }
  }

  /// Pages of zeros; where the system has none left the program ends, as with Swift's own blocks.
  private static func map(_ size: Int) -> UnsafeMutableRawPointer {
    let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let memory, memory != MAP_FAILED else { fatalError("no memory for \(size) bytes") }
    return memory
  }

  private static func mapLargePages(_ size: Int) -> UnsafeMutableRawPointer {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let size = (size + page - 1) / page * page
    let room = map(size + largePage)
    let memory = room.alignedUp(toMultipleOf: largePage)
    if memory > room { munmap(room, memory - room) }
    munmap(memory + size, room + largePage - memory)
    #if canImport(Glibc)
      madvise(memory, size, Int32(MADV_HUGEPAGE))
    #endif
    return memory
  }
}
