namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A key of a cuckoo table. There is one instance for each content, so that instances can be compared in place of contents.</summary>
internal abstract class CuckooKey
{
    /// <summary>Hashes the words of a key.</summary>
    protected CuckooKey(ulong[] words, uint seed) => (PrimaryHash, SecondaryHash) = MurmurHash3.Hash(words, seed);

    /// <summary>Decides the first bucket of a cuckoo table that it may be in.</summary>
    public ulong PrimaryHash { get; }

    /// <summary>Decides the second one.</summary>
    public ulong SecondaryHash { get; }
}
