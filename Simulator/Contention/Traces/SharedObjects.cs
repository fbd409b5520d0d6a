using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>The objects of a trace whose threads run on their own: which of them exist, and who waits for that.</summary>
/// <remarks>
/// A slot of a trace is used again after a death that other threads may not have come to yet. So objects have numbers here: as a rule their slots', so that one look tells all;
/// while another object still has that number, one that no slot needs is lent. Grows with live objects and the operations that are read ahead. Numbers are in the file Numbers.
/// </remarks>
internal sealed partial class SharedObjects
{
    private const int FirstRoom = 1024;

    private readonly SharedObjectExtras _extras = new();
    private SharedObject[] _known = new SharedObject[FirstRoom];

    /// <summary>Gives an operation of the trace the numbers of its objects. Called in the trace's order.</summary>
    public void Bind(ref Operation operation) => operation.Object = Bind(operation, ref operation.OldObject);

    /// <summary>The same for an operation that is not to be changed.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="oldNumber">What the operation gives up; then its number.</param>
    /// <returns>The number of its object.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Bind(in Operation operation, ref int oldNumber)
        => operation.Kind == OperationKind.Malloc ? Make(operation.Object, operation.Size, operation.Thread, exists: false)
            : operation.Kind == OperationKind.Free ? NumberOf(operation.Object)
            : BindOther(operation, ref oldNumber);

    /// <summary>Whether an operation can run: what it needs exists, and nobody who came before it still asks about what it takes away.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="missing">The object that it has to wait for.</param>
    public bool CanRun(in Operation operation, out int missing)
    {
        missing = Needed(operation);
        return missing < 0 || (operation.Kind is OperationKind.Xallocx or OperationKind.Sallocx ? _known[missing].Exists : CanTake(missing));
    }

    /// <summary>Begins an operation if it is a malloc, calloc, realloc or free that can run: gives it the numbers of its objects, takes away what a free frees, and makes the others' object exist at once.</summary>
    /// <param name="operation">The operation; unchanged when it cannot run.</param>
    /// <param name="isBound">Whether its objects are numbers from here; otherwise they are those of the trace.</param>
    /// <param name="bytes">What its latency is counted with: bytes of the object that a free frees, or of the request.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBegin(ref Operation operation, bool isBound, out ulong bytes)
    {
        bytes = operation.Size;
        OperationKind kind = operation.Kind;
        if (kind == OperationKind.Free)
        {
            return TryBeginFree(ref operation, isBound, ref bytes);
        }

        if (kind != OperationKind.Malloc)
        {
            return TryBeginOther(ref operation, isBound, ref bytes);
        }

        if (isBound)
        {
            _known[operation.Object].Exists = true;
        }
        else
        {
            operation.Object = Make(operation.Object, bytes, operation.Thread, exists: true);
        }

        return true;
    }

    /// <summary>Whether threads wait for the object that a malloc, calloc or realloc makes.</summary>
    public bool IsAwaited(in Operation operation) => operation.Kind != OperationKind.Free && _known[operation.Object].HasExtras && _extras.WaiterOf(operation.Object) != 0;

    /// <summary>What <see cref="TryBegin"/> has begun takes longer: until its end its object does not exist.</summary>
    public void IsUnderWay(in Operation operation)
    {
        if (operation.Kind != OperationKind.Free)
        {
            _known[operation.Object].Exists = false;
        }
    }

    /// <summary>Bytes that an object was asked with; 0 for none.</summary>
    public ulong BytesOf(int number) => number < 0 ? 0 : _known[number].Bytes < uint.MaxValue ? _known[number].Bytes : _extras.BytesOf(number);

    /// <summary>Whether an operation needs an object that another thread made.</summary>
    public bool IsHandedOver(in Operation operation) => Needed(operation) is >= 0 and int number && _known[number].Maker != operation.Thread;

    /// <summary>A thread waits for an object.</summary>
    /// <returns>The one that waited for it before, or -1: a chain.</returns>
    public int Wait(int number, int thread)
    {
        int before = _extras.WaiterOf(number) - 1;
        _known[number].HasExtras = _extras.SetWaiter(number, thread + 1);
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

        ref SharedObject known = ref _known[gone];
        if (known.IsLent)
        {
            _returned.Push(gone);
        }

        known.End();
        if (operation.Kind == OperationKind.Realloc && gone == operation.Object)
        {
            _ = Make(gone, operation.Size, operation.Thread, exists: true);
        }
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
                if (operation.Object < 0)
                {
                    return -1;
                }

                _known[operation.Object].HasExtras = _extras.AddUses(operation.Object, -1);
                return _extras.UsesOf(operation.Object) > 0 ? -1 : TakeWaiters(operation.Object);
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
        if (!known.HasExtras)
        {
            return -1;
        }

        int head = _extras.WaiterOf(number) - 1;
        known.HasExtras = _extras.SetWaiter(number, 0);
        return head;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int BindOther(in Operation operation, ref int oldNumber)
    {
        switch (operation.Kind)
        {
            case OperationKind.Dallocx or OperationKind.Sdallocx:
                return NumberOf(operation.Object);
            case OperationKind.Xallocx or OperationKind.Sallocx:
                int asked = NumberOf(operation.Object);
                if (asked >= 0)
                {
                    _known[asked].HasExtras = _extras.AddUses(asked, 1);
                }

                return asked;
            case OperationKind.Realloc or OperationKind.Rallocx:
                oldNumber = NumberOf(operation.OldObject);
                return Make(operation.Object, operation.Size, operation.Thread, exists: false);
            case OperationKind.Ctl or OperationKind.Nallocx or OperationKind.Stats or OperationKind.Exit:
                return operation.Object;
            default:
                return Make(operation.Object, operation.RequestedBytes, operation.Thread, exists: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryBeginFree(ref Operation operation, bool isBound, ref ulong bytes)
    {
        SharedObject[] known = _known;
        if ((uint)operation.Object < (uint)known.Length)
        {
            ref SharedObject freed = ref known[operation.Object];
            if (freed.TryEnd(isSlot: !isBound))
            {
                bytes = freed.Bytes;
                return true;
            }
        }

        return TryBeginRareFree(ref operation, isBound, ref bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryBeginRareFree(ref Operation operation, bool isBound, ref ulong bytes)
    {
        int number = isBound ? operation.Object : NumberOf(operation.Object);
        if (number < 0 || !CanTake(number))
        {
            return false;
        }

        bytes = BytesOf(number);
        operation.Object = number;
        Ran(operation);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryBeginOther(ref Operation operation, bool isBound, ref ulong bytes)
    {
        bytes = operation.RequestedBytes;
        if (operation.Kind == OperationKind.Realloc && operation.OldObject >= 0)
        {
            int number = isBound ? operation.OldObject : NumberOf(operation.OldObject);
            if (number < 0 || !CanTake(number))
            {
                return false;
            }

            // The usual case: the object that is made takes the place of the one that is given up as soon as the call has been run.
            if (!isBound && number == operation.OldObject && number == operation.Object)
            {
                return true;
            }
        }
        else if (operation.Kind is not (OperationKind.Realloc or OperationKind.Calloc))
        {
            return false;
        }

        if (!isBound)
        {
            Bind(ref operation);
        }

        _known[operation.Object].Exists = true;
        return true;
    }

    // Whether an object exists and nobody who came before still asks about it.
    private bool CanTake(int number) => _known[number].Exists && (!_known[number].HasExtras || _extras.UsesOf(number) == 0);
}
