using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>The objects of a trace whose threads run on their own: which of them exist, and who waits for that.</summary>
/// <remarks>
/// A slot of a trace is used again after a death that other threads may not have come to yet. So objects get numbers of their own here, which are used again only
/// after the object's death has been run. Grows with live objects and the operations that are read ahead.
/// </remarks>
internal sealed class SharedObjects
{
    private int[] _ofSlot = [];
    private SharedObject[] _known = new SharedObject[1024];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _count;

    /// <summary>Gives an operation of the trace the numbers of its objects. Called in the trace's order.</summary>
    public void Bind(ref Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx:
                operation.Object = NumberOf(operation.Object);
                break;
            case OperationKind.Xallocx or OperationKind.Sallocx:
                operation.Object = NumberOf(operation.Object);
                if (operation.Object >= 0)
                {
                    _known[operation.Object].Uses++;
                }

                break;
            case OperationKind.Realloc or OperationKind.Rallocx:
                operation.OldObject = NumberOf(operation.OldObject);
                operation.Object = Make(operation.Object, operation.Kind == OperationKind.Calloc ? unchecked(operation.Size * operation.Extra) : operation.Size, operation.Thread);
                break;
            case OperationKind.Ctl or OperationKind.Nallocx or OperationKind.Stats or OperationKind.Exit:
                break;
            default:
                operation.Object = Make(operation.Object, operation.Kind == OperationKind.Calloc ? unchecked(operation.Size * operation.Extra) : operation.Size, operation.Thread);
                break;
        }
    }

    /// <summary>Whether an operation can run: what it needs exists, and nobody who came before it still asks about what it takes away.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="missing">The object that it has to wait for.</param>
    public bool CanRun(in Operation operation, out int missing)
    {
        missing = Needed(operation);
        return missing < 0 || (_known[missing].Exists && (_known[missing].Uses == 0 || operation.Kind is OperationKind.Xallocx or OperationKind.Sallocx));
    }

    /// <summary>Whether an operation is a malloc, calloc, realloc or free that can run.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isBound">Whether its objects are numbers from here; otherwise they are those of the trace.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool CanRunAtOnce(in Operation operation, bool isBound)
        => operation.Kind == OperationKind.Malloc
            || (operation.Kind == OperationKind.Free && CanTake(isBound ? operation.Object : NumberOf(operation.Object)))
            || operation.Kind == OperationKind.Calloc
            || (operation.Kind == OperationKind.Realloc && (operation.OldObject < 0 || CanTake(isBound ? operation.OldObject : NumberOf(operation.OldObject))));

    /// <summary>Gives a malloc the number of its object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BindMalloc(ref Operation operation) => operation.Object = Make(operation.Object, operation.Size, operation.Thread);

    /// <summary>Gives a free the number of its object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BindFree(ref Operation operation) => operation.Object = NumberOf(operation.Object);

    /// <summary>Whether threads wait for the object that a malloc, calloc or realloc makes.</summary>
    public bool IsAwaited(in Operation operation) => operation.Kind != OperationKind.Free && _known[operation.Object].Waiter != 0;

    /// <summary>An operation that nobody has seen begin has made an object: it exists, and nobody waits for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Made(int number) => _known[number].Exists = true;

    /// <summary>Bytes that an object was asked with; 0 for none.</summary>
    public ulong BytesOf(int number) => number < 0 ? 0 : _known[number].Bytes;

    /// <summary>Whether an operation needs an object that another thread made.</summary>
    public bool IsHandedOver(in Operation operation) => Needed(operation) is >= 0 and int number && _known[number].Maker != operation.Thread;

    /// <summary>A thread waits for an object.</summary>
    /// <returns>The one that waited for it before, or -1: a chain.</returns>
    public int Wait(int number, int thread)
    {
        int before = _known[number].Waiter - 1;
        _known[number].Waiter = thread + 1;
        return before;
    }

    /// <summary>An operation has been run: numbers of objects that are gone can be used again.</summary>
    public void Ran(in Operation operation)
    {
        int gone = operation.Kind switch
        {
            OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx => operation.Object,
            OperationKind.Realloc or OperationKind.Rallocx => operation.OldObject,
            _ => -1,
        };
        if (gone < 0)
        {
            return;
        }

        Take(gone);
    }

    /// <summary>An object is gone: its number can be used again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(int gone)
    {
        _known[gone].Exists = false;
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, _freeCount * 2);
        }

        _free[_freeCount++] = gone;
    }

    /// <summary>An operation is over in time: what it made can be used.</summary>
    /// <returns>The thread that waits for that and heads a chain, or -1.</returns>
    public int Finish(in Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx or OperationKind.Ctl or OperationKind.Nallocx or OperationKind.Stats or OperationKind.Exit:
                return -1;
            case OperationKind.Xallocx or OperationKind.Sallocx:
                if (operation.Object < 0 || --_known[operation.Object].Uses > 0)
                {
                    return -1;
                }

                return TakeWaiters(operation.Object);
            default:
                _known[operation.Object].Exists = true;
                return TakeWaiters(operation.Object);
        }
    }

    private static int Needed(in Operation operation) => operation.Kind switch
    {
        OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx or OperationKind.Xallocx or OperationKind.Sallocx => operation.Object,
        OperationKind.Realloc or OperationKind.Rallocx => operation.OldObject,
        _ => -1,
    };

    private int TakeWaiters(int number)
    {
        ref SharedObject known = ref _known[number];
        int head = known.Waiter - 1;
        known.Waiter = 0;
        return head;
    }

    // Whether an object exists and nobody who came before still asks about it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CanTake(int number)
    {
        if (number < 0)
        {
            return false;
        }

        ref readonly SharedObject known = ref _known[number];
        return known.Exists && known.Uses == 0;
    }

    private int NumberOf(int slot) => (uint)slot < (uint)_ofSlot.Length ? _ofSlot[slot] : Operation.None;

    private int Make(int slot, ulong bytes, int maker)
    {
        if (slot < 0)
        {
            return slot;
        }

        if (slot >= _ofSlot.Length)
        {
            int old = _ofSlot.Length;
            Array.Resize(ref _ofSlot, Math.Max(slot + 1, Math.Max(1024, old * 2)));
            Array.Fill(_ofSlot, Operation.None, old, _ofSlot.Length - old);
        }

        int number = _freeCount > 0 ? _free[--_freeCount] : _count++;
        if (number == _known.Length)
        {
            Array.Resize(ref _known, number * 2);
        }

        _known[number].Exists = false;
        _known[number].Bytes = bytes;
        _known[number].Maker = maker;
        return _ofSlot[slot] = number;
    }
}
