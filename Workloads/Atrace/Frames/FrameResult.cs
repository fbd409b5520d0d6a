namespace AllocSim.Workloads.Atrace.Frames;

/// <summary>What was found where a frame was looked for.</summary>
internal enum FrameResult
{
    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>The end of the input, at a place where a frame could start.</summary>
    End,

    /// <summary>The end of the input inside a frame.</summary>
    CutOff,

    /// <summary>Something that is no frame, or a frame whose checksum is wrong.</summary>
    Damaged,
}
