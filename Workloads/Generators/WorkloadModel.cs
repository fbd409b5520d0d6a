using AllocSim.Workloads.Generators.Distributions;

namespace AllocSim.Workloads.Generators;

/// <summary>A workload as its description gives it.</summary>
public sealed record WorkloadModel
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Which program runs.</summary>
    public required string Program { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public string About { get; init; } = "";

    /// <summary>Seed of all its random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Calls that it makes, unless it ends before.</summary>
    public long Operations { get; init; } = 1_000_000;

    /// <summary>Threads that run at once; 1 to 4096.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Nanoseconds between a thread's steps.</summary>
    public required IDistribution Pause { get; init; }

    /// <summary>The program's own parameters.</summary>
    public required ModelNode Parameters { get; init; }

    /// <summary>The same with threads that go so many times as fast; the fitted lifetimes of objects stay.</summary>
    /// <param name="factor">Above 0.</param>
    public WorkloadModel AtPace(double factor) => this with { Pause = new FormulaDistribution(random => Pause.Next(random) / factor) };

    /// <summary>Reads a description.</summary>
    /// <exception cref="ModelException">A field is wrong, missing or unknown.</exception>
    public static WorkloadModel Parse(TextReader text, string name)
    {
        ModelNode root = ModelNode.Parse(text, name);
        ModelNode? pause = root.Find("pause");
        var model = new WorkloadModel
        {
            Name = root.Find("name")?.Text() ?? name,
            About = root.Find("about")?.Text() ?? "",
            Program = root.Get("program").Text(),
            Seed = (ulong)root.Number("seed", 1, 0, 1UL << 53),
            Operations = (long)root.Number("operations", 1_000_000, 1, 1e15),
            Threads = root.Integer("threads", 1, 1, 4096),
            Pause = pause is null ? new FormulaDistribution(_ => 100) : DistributionReader.Read(pause),
            Parameters = root.Find("parameters") ?? root,
        };
        IProgram program = ProgramRegistry.Create(model);
        root.RefuseUnknown();
        return program.Ends && root.Find("operations") is null ? model with { Operations = long.MaxValue } : model;
    }
}
