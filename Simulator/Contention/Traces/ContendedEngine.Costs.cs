using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <content>What a call costs by its kind and sizes.</content>
public sealed partial class ContendedEngine<TAllocator, TProbe>
{
    private readonly long _handedOverPs;

    // What the call takes in any case.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long WorkPs(in Operation operation) => _kindPs[(int)operation.Kind] + (_handedOverPs > 0 && _objects.IsHandedOver(operation) ? _handedOverPs : 0);

    // What passes before a call when nobody thinks.
    private long LoopNs(TraceThread run)
        => run.Thread.Charge((run.OperationCount == 0 ? 0 : _loopPs) + (_objects.IsHandedOver(run.Current) ? _handoverPs : 0));

    private static long Kib(ulong bytes) => (long)((bytes + 1023) / 1024);

    private static bool IsFreeing(OperationKind kind) => kind is OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx;

    private static CostKind CostOf(OperationKind kind) => kind switch
    {
        OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx or OperationKind.Sallocx or OperationKind.Nallocx => CostKind.Free,
        OperationKind.Realloc or OperationKind.Rallocx or OperationKind.Xallocx => CostKind.Realloc,
        OperationKind.Ctl or OperationKind.Stats => CostKind.Control,
        OperationKind.Exit => CostKind.ThreadExit,
        _ => CostKind.Malloc,
    };

    // What a call copies and clears is told by the objects before and after it.
    private void RunWithCopies(in Operation operation)
    {
        bool mayMove = operation.Kind != OperationKind.Calloc;
        ulong oldAddress = mayMove ? _replay.Objects.AddressOf(operation.OldObject) : 0;
        ulong oldBytes = mayMove ? _objects.BytesOf(operation.OldObject) : 0;
        _replay.RunUntilControl(MemoryMarshal.CreateReadOnlySpan(in operation, 1));
        if (oldAddress != 0 && _replay.Objects.AddressOf(operation.Object) != oldAddress)
        {
            _recorder.Charge(CostKind.CopyKib, Kib(Math.Min(oldBytes, operation.Size)));
        }

        if (!mayMove)
        {
            _recorder.Charge(CostKind.ZeroKib, Kib(_objects.BytesOf(operation.Object)));
        }
    }
}
