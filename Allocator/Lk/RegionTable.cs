using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Lk;

/// <summary>Says of each 64 KiB of address space which subheap they belong to, so that a block needs no field for its owner: a root of pointers, and a leaf of 128 KiB for each 4 GiB in use.</summary>
internal sealed class RegionTable
{
    /// <summary>Bytes that an entry stands for; regions begin at multiples of it.</summary>
    public const ulong UnitBytes = 1UL << UnitLog2;

    private const int UnitLog2 = 16;
    private const int LeafLog2 = 32;
    private const int UnitsPerLeaf = 1 << (LeafLog2 - UnitLog2);
    private const ulong RootBytes = (1UL << (48 - LeafLog2)) * 8;
    private const ulong EntryBytes = 2;
    private const int ReadWrite = 3;

    private readonly SimMachine _machine;
    private readonly ushort[]?[] _leaves = new ushort[]?[1 << (48 - LeafLog2)];
    private readonly ulong[] _leafAddresses = new ulong[1 << (48 - LeafLog2)];
    private ulong _root;

    /// <summary>Makes it, not mapped yet.</summary>
    public RegionTable(SimMachine machine)
    {
        _machine = machine;
    }

    /// <summary>Bytes of its mappings.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Maps the root.</summary>
    /// <returns>False when there is no memory for it.</returns>
    public bool Start()
    {
        _root = _machine.Mmap(0, RootBytes, ReadWrite);
        Bytes += _root == 0 ? 0 : RootBytes;
        return _root != 0;
    }

    /// <summary>The subheap that an address belongs to.</summary>
    public int Owner(ulong address) => _leaves[address >> LeafLog2]![(address >> UnitLog2) & (UnitsPerLeaf - 1)];

    /// <summary>Says whose a stretch of address space is.</summary>
    /// <param name="address">Its beginning.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="subheap">The owner.</param>
    /// <returns>False when there is no memory to write it down.</returns>
    public bool TryAssign(ulong address, ulong bytes, int subheap)
    {
        for (ulong at = address; at < address + bytes; at += UnitBytes)
        {
            ushort[]? leaf = _leaves[at >> LeafLog2] ?? MakeLeaf(at >> LeafLog2);
            if (leaf is null)
            {
                return false;
            }

            ulong unit = (at >> UnitLog2) & (UnitsPerLeaf - 1);
            leaf[unit] = (ushort)subheap;
            _machine.Touch(_leafAddresses[at >> LeafLog2] + (unit * EntryBytes), EntryBytes);
        }

        return true;
    }

    private ushort[]? MakeLeaf(ulong number)
    {
        ulong address = _machine.Mmap(0, UnitsPerLeaf * EntryBytes, ReadWrite);
        if (address == 0)
        {
            return null;
        }

        Bytes += UnitsPerLeaf * EntryBytes;
        _leafAddresses[number] = address;
        _machine.Touch(_root + (number * 8), 8);
        return _leaves[number] = new ushort[UnitsPerLeaf];
    }
}
