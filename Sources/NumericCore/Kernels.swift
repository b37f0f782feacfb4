package import CKernels

/// The vector kernels for the processor that runs this program.
nonisolated(unsafe) package let kernels: ck_kernels = ck_kernels().pointee

/// Every set of vector kernels that this processor can run, the plainest first.
package func availableKernels() -> [ck_kernels] {
  var list = [UnsafePointer<ck_kernels>?](repeating: nil, count: 4)
  let count = ck_available_kernels(&list, list.count)
  return list.prefix(count).compactMap { $0?.pointee }
}
