using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Objects;

/// <summary>Checks the rules that a sequence of operations must keep, and turns object numbers into slots.</summary>
/// <remarks>
/// The rules: time never goes back; a thread does nothing after its exit (the first thread excepted: it is the process, whose exit is not in the trace);
/// an object number is used once; an object is freed, resized or asked about only while it lives; no request exceeds the address space.
/// </remarks>
internal sealed class OperationBinder
{
    /// <summary>Threads are numbered from 0 to this minus 1: the most that Linux runs.</summary>
    public const int MaxThreads = 1 << 22;

    /// <summary>Bytes in the simulated address space.</summary>
    public const ulong AddressSpaceBytes = 1UL << 48;

    private readonly SlotMap _slots = new();
    private readonly NamedNumbers _named = new();
    private byte[] _exited = [];
    private int _mainThread = -1;

    /// <summary>Time of the last operation bound.</summary>
    public long LastTimeNs { get; private set; }

    /// <summary>Objects alive now.</summary>
    public int LiveObjects => _slots.Count;

    /// <summary>Slots in use or waiting to be used again.</summary>
    public int SlotCount => _slots.SlotCount;

    /// <summary>Checks an operation and fills in its slots. Nothing changes when a fault is returned.</summary>
    /// <param name="operation">All but the slots filled in.</param>
    /// <param name="number">The trace's number of the object made, freed or asked about; ignored where the call has none.</param>
    /// <param name="oldNumber">The trace's number of the object that realloc gives up, or -1.</param>
    /// <returns>The first rule that is broken, or <see cref="TraceFault.None"/>.</returns>
    public TraceFault Bind(ref Operation operation, long number, long oldNumber)
    {
        if ((uint)operation.Thread >= MaxThreads)
        {
            return TraceFault.ThreadRange;
        }

        if ((uint)operation.Thread < (uint)_exited.Length && _exited[operation.Thread] != 0)
        {
            return TraceFault.ActsAfterExit;
        }

        if (operation.TimeNs < LastTimeNs)
        {
            return TraceFault.TimeBack;
        }

        operation.OldObject = Operation.None;
        TraceFault fault = BindObjects(ref operation, number, oldNumber);
        if (fault == TraceFault.None)
        {
            LastTimeNs = operation.TimeNs;
            if (_mainThread < 0)
            {
                _mainThread = operation.Thread;
            }
        }

        return fault;
    }

    /// <summary>Repairs what can be repaired and binds the operation; counts every repair.</summary>
    /// <returns>False when the operation must be skipped.</returns>
    public bool BindLenient(ref Operation operation, ref long number, ref long oldNumber, RepairTally repairs)
    {
        while (true)
        {
            TraceFault fault = Bind(ref operation, number, oldNumber);
            switch (fault)
            {
                case TraceFault.None:
                    return true;
                case TraceFault.TimeBack:
                    operation.TimeNs = LastTimeNs;
                    break;
                case TraceFault.UnknownOldObject:
                    oldNumber = -1;
                    break;
                case TraceFault.NumberReused:
                    repairs.Add(fault);
                    operation.Object = _slots.Add(number);
                    if (oldNumber >= 0)
                    {
                        operation.OldObject = _slots.Remove(oldNumber);
                    }

                    LastTimeNs = operation.TimeNs;
                    return true;
            }

            repairs.Add(fault);
            if (fault is not (TraceFault.TimeBack or TraceFault.UnknownOldObject))
            {
                return false;
            }
        }
    }

    /// <summary>Whether the number belongs to a live object.</summary>
    public bool IsLive(long number) => _slots.Find(number) >= 0;

    private TraceFault BindObjects(ref Operation operation, long number, long oldNumber)
    {
        switch (operation.Kind)
        {
            case OperationKind.Malloc:
            case OperationKind.Memalign:
            case OperationKind.AlignedAlloc:
            case OperationKind.Mallocx:
                return operation.Size > AddressSpaceBytes ? TraceFault.BeyondAddressSpace : Create(ref operation, number);
            case OperationKind.Calloc:
                return Math.BigMul(operation.Size, operation.Extra, out ulong low) != 0 || low > AddressSpaceBytes
                    ? TraceFault.BeyondAddressSpace
                    : Create(ref operation, number);
            case OperationKind.Realloc:
            case OperationKind.Rallocx:
                return Recreate(ref operation, number, oldNumber);
            case OperationKind.Free:
            case OperationKind.Dallocx:
            case OperationKind.Sdallocx:
                operation.Object = _slots.Remove(number);
                return operation.Object < 0 ? Missing(number) : TraceFault.None;
            case OperationKind.Xallocx:
            case OperationKind.Sallocx:
                if (operation.Kind == OperationKind.Xallocx && operation.Size > AddressSpaceBytes)
                {
                    return TraceFault.BeyondAddressSpace;
                }

                operation.Object = _slots.Find(number);
                return operation.Object < 0 ? Missing(number) : TraceFault.None;
            case OperationKind.Exit:
                operation.Object = Operation.None;
                MarkExited(operation.Thread);
                return TraceFault.None;
            case OperationKind.Ctl:
                return TraceFault.None;
            default:
                operation.Object = Operation.None;
                return TraceFault.None;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TraceFault Create(ref Operation operation, long number)
    {
        if (!_named.Add(number))
        {
            return _slots.Find(number) >= 0 ? TraceFault.NamedTwice : TraceFault.NumberReused;
        }

        operation.Object = _slots.Add(number);
        return TraceFault.None;
    }

    private TraceFault Recreate(ref Operation operation, long number, long oldNumber)
    {
        if (operation.Size > AddressSpaceBytes)
        {
            return TraceFault.BeyondAddressSpace;
        }

        if (oldNumber < 0)
        {
            return Create(ref operation, number);
        }

        if (_slots.Find(oldNumber) < 0)
        {
            return TraceFault.UnknownOldObject;
        }

        if (!_named.Add(number))
        {
            return _slots.Find(number) >= 0 ? TraceFault.NamedTwice : TraceFault.NumberReused;
        }

        operation.OldObject = operation.Object = _slots.Rename(oldNumber, number);
        return TraceFault.None;
    }

    private TraceFault Missing(long number) => _named.Contains(number) ? TraceFault.UseAfterFree : TraceFault.UnknownObject;

    private void MarkExited(int thread)
    {
        if (_mainThread < 0 || thread == _mainThread)
        {
            return;
        }

        if (thread >= _exited.Length)
        {
            Array.Resize(ref _exited, Math.Max(thread + 1, _exited.Length * 2));
        }

        _exited[thread] = 1;
    }
}
