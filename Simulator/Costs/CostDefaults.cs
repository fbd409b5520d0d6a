namespace AllocSim.Simulator.Costs;

/// <summary>The table that is used when none is given: measured on one machine. How, and how sure each figure is, is in docs/costs.md.</summary>
public static class CostDefaults
{
    /// <summary>The table.</summary>
    public static CostTable Table { get; } = CostTable.Zero
        .With(CostKind.Malloc, 2).With(CostKind.Free, 2).With(CostKind.Realloc, 28).With(CostKind.Control, 500)
        .With(CostKind.TcacheFill, 38).With(CostKind.TcacheFillRegion, 2).With(CostKind.TcacheFlush, 36).With(CostKind.TcacheFlushRegion, 6).With(CostKind.TcacheLarge, 16)
        .With(CostKind.BinMalloc, 11).With(CostKind.BinFree, 14).With(CostKind.SlabInit, 43).With(CostKind.Large, 52)
        .With(CostKind.ExtentFind, 65).With(CostKind.ExtentRecord, 34).With(CostKind.ExtentSplit, 111).With(CostKind.ExtentMerge, 18)
        .With(CostKind.RtreeWrite, 4).With(CostKind.EdataAlloc, 14).With(CostKind.BaseAlloc, 101).With(CostKind.DecayCheck, 42)
        .With(CostKind.Mmap, 4130).With(CostKind.Munmap, 3116).With(CostKind.MunmapPage, 61).With(CostKind.Madvise, 2314).With(CostKind.MadvisePage, 77)
        .With(CostKind.Mprotect, 1000).With(CostKind.Sbrk, 1000).With(CostKind.PageFault, 1826).With(CostKind.PageZero, 581)
        .With(CostKind.ZeroKib, 12).With(CostKind.CopyKib, 14).With(CostKind.Loop, 3).With(CostKind.Handover, 2).With(CostKind.ObjectNotice, 54).With(CostKind.ThreadExit, 14_039)
        .With(CostKind.Lock, 18).With(CostKind.OwnerSwitch, 56).With(CostKind.SpunOn, 120).With(CostKind.SpinPoll, 28).With(CostKind.SpinNotice, 1)
        .With(CostKind.WakeUp, 50_000).With(CostKind.FutexWake, 1500).With(CostKind.ContextSwitch, 1500)
        .With(CostKind.TimeSlice, 3_000_000).With(CostKind.SleepGap, 1_000_000);
}
