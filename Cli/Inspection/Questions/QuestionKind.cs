namespace AllocSim.Cli.Inspection.Questions;

/// <summary>What somebody asks about.</summary>
public enum QuestionKind
{
    /// <summary>An address: who owns it, and what lies there.</summary>
    Address,

    /// <summary>An object of the trace, by its number.</summary>
    Object,

    /// <summary>A record of the allocator's, by its address.</summary>
    Record,
}
