namespace AllocSim.Reports.Profiles;

/// <summary>What the objects of one call stack, thread and size class have at a moment, and had until then.</summary>
/// <param name="Frames">The call stack, innermost frame first; empty where the trace has none.</param>
/// <param name="Thread">The thread that made them.</param>
/// <param name="SizeIndex">Their size class.</param>
/// <param name="Objects">Objects that live.</param>
/// <param name="LiveBytes">Bytes that those were asked with.</param>
/// <param name="HeldBytes">Bytes that nobody asked for and that these objects hold: rounding, and their equal share of what is unused in their slabs.</param>
/// <param name="MadeObjects">Objects made so far.</param>
/// <param name="MadeBytes">Bytes that those were asked with.</param>
/// <param name="LiveByteNs">Live bytes over time, bytes times nanoseconds.</param>
/// <param name="HeldByteNs">Held bytes over time, bytes times nanoseconds.</param>
public sealed record ProfileRow(
    IReadOnlyList<string> Frames, int Thread, int SizeIndex, long Objects, ulong LiveBytes, ulong HeldBytes, long MadeObjects, ulong MadeBytes, UInt128 LiveByteNs, UInt128 HeldByteNs)
{
    /// <summary>Bytes over time as pages times seconds.</summary>
    public static double PageSeconds(UInt128 byteNs, int pageBytes) => (double)byteNs / pageBytes / 1e9;
}
