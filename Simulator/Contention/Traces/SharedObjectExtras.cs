using System.Runtime.InteropServices;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>What few objects have: somebody who waits for them, calls that ask about them, or more bytes than fit into a <see cref="SharedObject"/>.</summary>
internal sealed class SharedObjectExtras
{
    private readonly Dictionary<int, Extra> _ofNumber = [];

    /// <summary>What an object was asked with, where that did not fit; otherwise 0.</summary>
    public ulong BytesOf(int number) => _ofNumber.GetValueOrDefault(number).Bytes;

    /// <summary>The thread that waits for an object and heads a chain, plus 1; 0 for none.</summary>
    public int WaiterOf(int number) => _ofNumber.GetValueOrDefault(number).Waiter;

    /// <summary>Calls that ask about an object and have been read but are not over.</summary>
    public int UsesOf(int number) => _ofNumber.GetValueOrDefault(number).Uses;

    /// <summary>Changes <see cref="BytesOf"/>.</summary>
    /// <returns>Whether the object has anything here now; so with the others.</returns>
    public bool SetBytes(int number, ulong bytes)
    {
        ref Extra extra = ref Of(number);
        extra.Bytes = bytes;
        return Keep(number, extra);
    }

    /// <summary>Changes <see cref="WaiterOf"/>.</summary>
    public bool SetWaiter(int number, int waiter)
    {
        ref Extra extra = ref Of(number);
        extra.Waiter = waiter;
        return Keep(number, extra);
    }

    /// <summary>Changes <see cref="UsesOf"/>.</summary>
    public bool AddUses(int number, int uses)
    {
        ref Extra extra = ref Of(number);
        extra.Uses += uses;
        return Keep(number, extra);
    }

    private ref Extra Of(int number) => ref CollectionsMarshal.GetValueRefOrAddDefault(_ofNumber, number, out _)!;

    private bool Keep(int number, in Extra extra)
    {
        if (extra.Bytes != 0 || extra.Waiter != 0 || extra.Uses != 0)
        {
            return true;
        }

        _ofNumber.Remove(number);
        return false;
    }

    private struct Extra
    {
        public ulong Bytes;
        public int Waiter;
        public int Uses;
    }
}
