using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Lk;

/// <summary>Walks the model's records: large regions block by block, free lists, and whose everything is.</summary>
/// <param name="memory">What all subheaps share.</param>
/// <param name="subheaps">The subheaps.</param>
internal sealed class LkCheck(LkMemory memory, Subheap[] subheaps)
{
    /// <summary>Checks all of it.</summary>
    /// <exception cref="InvariantException">Two records contradict each other.</exception>
    public void Run()
    {
        for (int number = 0; number < subheaps.Length; number++)
        {
            CheckLists(number);
            CheckLarge(number);
        }
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvariantException("lkmalloc: " + what);
        }
    }

    private void CheckLists(int number)
    {
        for (int sizeClass = 0; sizeClass < memory.Classes.Count; sizeClass++)
        {
            for (ulong address = subheaps[number].FirstListed(sizeClass); address != 0; address = subheaps[number].NextListed(address))
            {
                Require(memory.Table.Owner(address) == number, $"the free object at 0x{address:x} is in a list of subheap {number}, and belongs to {memory.Table.Owner(address)}");
                Require(memory.Headers.Size(address) == memory.Classes.SizeOf(sizeClass) && !memory.Headers.IsInUse(address), $"the object at 0x{address:x} of {memory.Headers.Size(address)} bytes is in the list for {memory.Classes.SizeOf(sizeClass)}");
            }
        }
    }

    private void CheckLarge(int number)
    {
        BlockHeaders headers = memory.Headers;
        long free = 0;
        foreach (ulong region in subheaps[number].LargeRegions)
        {
            Require(memory.Table.Owner(region) == number, $"the region at 0x{region:x} is one of subheap {number}, and belongs to {memory.Table.Owner(region)}");
            bool wasInUse = true;
            ulong address = region + BlockHeaders.Bytes;
            for (; headers.Size(address) != 0; address = headers.Next(address))
            {
                bool isInUse = headers.IsInUse(address);
                Require(headers.IsPreviousInUse(address) == wasInUse, $"the block at 0x{address:x} is wrong about the one before it");
                Require(isInUse || wasInUse, $"the block at 0x{address:x} and the one before it are free");
                free += isInUse ? 0 : 1;
                wasInUse = isInUse;
            }
        }

        Require(subheaps[number].Large.Count() == free, $"{free} large blocks of subheap {number} are free, and its lists have {subheaps[number].Large.Count()}");
    }
}
