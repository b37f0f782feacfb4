#if OneDNN
  typealias ProductBackend = OneDNNProduct
#else
  typealias ProductBackend = KernelProduct
#endif
