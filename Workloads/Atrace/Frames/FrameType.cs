namespace AllocSim.Workloads.Atrace.Frames;

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

    /// <summary>Call stacks with the names of their frames, as version 1 wrote them.</summary>
    NamedStacks = (byte)'S',

    /// <summary>Names of the frames of call stacks.</summary>
    FrameNames = (byte)'F',

    /// <summary>Call stacks.</summary>
    CallStacks = (byte)'C',

    /// <summary>Lines of a plain-text trace that cannot be had from its operations.</summary>
    Remarks = (byte)'R',

    /// <summary>The index, last of all.</summary>
    Index = (byte)'I',
}
