using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;

namespace AllocSim.Workloads.Objects;

/// <summary>Says in words what is wrong with an operation, and what would be right.</summary>
internal static class FaultText
{
    /// <summary>The second half of a message, after the position.</summary>
    public static string Describe(TraceFault fault, in Operation op, long number, long old, long lastTimeNs) => fault switch
    {
        TraceFault.TimeBack => Text($"time goes back from {lastTimeNs} to {op.TimeNs} ns; times never decrease along a trace"),
        TraceFault.ThreadRange => Text($"the thread number is out of range; threads are numbered 0 to {OperationBinder.MaxThreads - 1}"),
        TraceFault.ActsAfterExit => Text($"thread {op.Thread} acts after its exit; a new thread needs a new number"),
        TraceFault.BeyondAddressSpace when op.Kind == OperationKind.Calloc =>
            Text($"{op.Extra} times {op.Size} {Quantity.Noun(op.Size, "byte")} is more than the address space; at most {OperationBinder.AddressSpaceBytes} bytes (2^48) can be asked for"),
        TraceFault.BeyondAddressSpace => Text($"{op.Size} {Quantity.Noun(op.Size, "byte")} is more than the address space; at most {OperationBinder.AddressSpaceBytes} bytes (2^48) can be asked for"),
        TraceFault.NamedTwice => Text($"object {number} is named twice: it is still alive; each allocation needs a number of its own"),
        TraceFault.NumberReused => Text($"object {number} is named twice: it was freed before; each allocation needs a number of its own"),
        TraceFault.UseAfterFree when IsFree(op.Kind) => Text($"object {number} is freed twice; an object is freed once"),
        TraceFault.UseAfterFree => Text($"object {number} is used after it was freed; only a live object can be asked about"),
        TraceFault.UnknownObject when IsFree(op.Kind) => Text($"object {number} is freed but never was allocated; an allocation comes first"),
        TraceFault.UnknownObject => Text($"object {number} is used but never was allocated; an allocation comes first"),
        TraceFault.UnknownOldObject => Text($"object {old} is resized but is not alive; it must be allocated before and not freed"),
        _ => fault.ToString(),
    };

    private static bool IsFree(OperationKind kind) => kind is OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
