using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <content>Calls that most traces make seldom or never.</content>
public sealed partial class ReplayEngine<TAllocator, TProbe>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunRare(long index, in Operation operation)
    {
        int thread = operation.Thread;
        switch (operation.Kind)
        {
            case OperationKind.Memalign:
                Keep(_machine, index, operation, _allocator.Memalign(thread, operation.Extra, operation.Size), operation.Size);
                break;
            case OperationKind.AlignedAlloc:
                Keep(_machine, index, operation, _allocator.AlignedAlloc(thread, operation.Extra, operation.Size), operation.Size);
                break;
            case OperationKind.Exit:
                if (thread != _machine.Threads.MainThread)
                {
                    _allocator.ThreadExit(thread);
                    _machine.Threads.End(thread);
                }

                break;
            case OperationKind.Ctl when _controls is not null:
                RunControl(index, operation, _controls);
                break;
            case OperationKind.Stats when _statistics is not null:
                WriteStats(index, thread, _statistics);
                break;
            case OperationKind.Ctl or OperationKind.Stats:
                RunPlain(index, operation);
                break;
            default:
                if (_extended is null)
                {
                    RunPlain(index, operation);
                }
                else
                {
                    RunExtended(index, operation, _extended);
                }

                break;
        }
    }

    private void WriteStats(long index, int thread, IStatistics allocator)
    {
        using TextWriter writer = _options.StatsWriter?.Invoke(index) ?? TextWriter.Null;
        allocator.WriteStats(thread, writer, _options.StatsOptions);
    }

    private void RunExtended(long index, in Operation operation, IExtendedCalls allocator)
    {
        int thread = operation.Thread;
        ulong address = Objects.AddressOf(operation.Object);
        bool isMove = operation.Kind == OperationKind.Rallocx;
        bool ends = operation.Kind is not (OperationKind.Xallocx or OperationKind.Sallocx);
        if (operation.Kind is not (OperationKind.Mallocx or OperationKind.Nallocx) && IsLeftOut(index, isMove ? operation.OldObject : operation.Object, isMove ? operation.Object : Operation.None, ends))
        {
            return;
        }

        switch (operation.Kind)
        {
            case OperationKind.Mallocx:
                Keep(_machine, index, operation, allocator.Mallocx(thread, operation.Size, operation.Flags), operation.Size);
                break;
            case OperationKind.Rallocx:
                ObjectEntry old = Take(operation.OldObject);
                ulong moved = allocator.Rallocx(thread, old.Address, operation.Size, operation.Flags);
                _probe.Gone(index, operation, old.Address, old.Size);
                Keep(_machine, index, operation, moved, operation.Size);
                break;
            case OperationKind.Xallocx:
                ulong usable = allocator.Xallocx(thread, address, operation.Size, operation.Extra, operation.Flags);
                Resize(index, operation, address, usable);
                _probe.Sized(index, operation, usable);
                break;
            case OperationKind.Sallocx:
                _probe.Sized(index, operation, allocator.Sallocx(thread, address, operation.Flags));
                break;
            case OperationKind.Nallocx:
                _probe.Sized(index, operation, allocator.Nallocx(thread, operation.Size, operation.Flags));
                break;
            case OperationKind.Dallocx:
                ObjectEntry gone = Take(operation.Object);
                allocator.Dallocx(thread, address, operation.Flags);
                _probe.Gone(index, operation, address, gone.Size);
                break;
            case OperationKind.Sdallocx:
                gone = Take(operation.Object);
                allocator.Sdallocx(thread, address, operation.Size, operation.Flags);
                _probe.Gone(index, operation, address, gone.Size);
                break;
            default:
                throw new InvalidOperationException($"operation {index} is of the unknown kind {operation.Kind}");
        }
    }

    /// <summary>After xallocx the program may use, and so is taken to write, as much of its request as it got.</summary>
    private void Resize(long index, in Operation operation, ulong address, ulong usable)
    {
        if (address == 0 || usable < operation.Size)
        {
            return;
        }

        ulong wanted = operation.Extra > ulong.MaxValue - operation.Size ? ulong.MaxValue : operation.Size + operation.Extra;
        ulong size = Math.Min(usable, wanted);
        ulong oldSize = Take(operation.Object).Size;
        Put(operation.Object, address, size);
        _machine.Touch(address, Math.Min(size, _touchBytesMax));
        _probe.Resized(index, operation, address, oldSize, size);
    }

    private void RunControl(long index, in Operation operation, IControls allocator)
    {
        CtlMode mode = (CtlMode)operation.Flags;
        ulong value = (mode & CtlMode.Write) != 0 ? operation.Extra : 0;
        int error;
        string name = Names[operation.Object];
        List<int>? ending = SlotsDiscardedBy(name);
        try
        {
            error = allocator.Ctl(operation.Thread, name, mode, ref value);
        }
        catch (NotSupportedException refusal)
        {
            throw new TraceFormatException($"operation {index}: {refusal.Message}", refusal);
        }

        if (error == 0 && ending is not null)
        {
            Discard(index, operation, name, ending);
        }

        bool isRead = (mode & CtlMode.Write) == 0 && mode != CtlMode.Void;
        _probe.Controlled(index, operation, error, isRead ? value : 0);
    }
}
