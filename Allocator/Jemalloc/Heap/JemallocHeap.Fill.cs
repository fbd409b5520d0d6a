using AllocSim.Allocator.Jemalloc.Options;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>What the library writes into objects: zeros by request, and a pattern by the option junk.</content>
public sealed partial class JemallocHeap
{
    private void TouchIf(bool isWritten, ulong address, ulong bytes)
    {
        if (isWritten)
        {
            _machine.Touch(address, bytes);
        }
    }

    private void JunkNew(ulong address, ulong usize, bool zero) => TouchIf(_options.Junk is JunkFill.True or JunkFill.Alloc && !zero, address, usize);

    private void JunkGrown(ulong address, ulong old, ulong usize, bool zero) => TouchIf(_options.Junk is JunkFill.True or JunkFill.Alloc && !zero && usize > old, address + old, usize - old);

    private void JunkFreed(ulong address, ulong usize) => TouchIf(_options.Junk is JunkFill.True or JunkFill.Free, address, usize);
}
