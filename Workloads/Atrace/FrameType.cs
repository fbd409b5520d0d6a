namespace AllocSim.Workloads.Atrace;

/// <summary>What a frame of an .atrace file holds.</summary>
internal enum FrameType : byte
{
    /// <summary>The header; always the first frame.</summary>
    Header = (byte)'H',

    /// <summary>A block of operations.</summary>
    Operations = (byte)'O',

    /// <summary>Control names that the following blocks use for the first time.</summary>
    Names = (byte)'N',

    /// <summary>Marks: points in the trace that have a meaning beyond the calls.</summary>
    Marks = (byte)'M',

    /// <summary>Call stacks, and the names of their frames.</summary>
    Stacks = (byte)'S',

    /// <summary>Lines of a plain-text trace that cannot be had from its operations.</summary>
    Remarks = (byte)'R',

    /// <summary>The index, last of all.</summary>
    Index = (byte)'I',
}
