namespace AllocSim.Cli.Help;

/// <summary>Examples for help: what each verb is for, as one would type it.</summary>
internal static class HelpExamples
{
    private const string Trace = "traces/sqlite.txt.gz";

    private static readonly (string Verb, string Words, string Command)[] All =
    [
        ("replay", "where does the memory go", $"allocsim replay {Trace}"),
        ("replay", "the same with tables, pictures and a page", $"allocsim replay {Trace} --out out/sqlite"),
        ("replay", "on a machine with small memory", $"allocsim replay {Trace} --limit-resident 16MiB"),
        ("replay", "where do threads wait on 8 CPUs", $"allocsim replay {Trace} --timing contended --cpus 8"),
        ("replay", "check every object on the way", $"allocsim replay {Trace} --check"),
        ("compare", "the defaults against one option set", $"allocsim compare {Trace} --conf OPTIONS"),
        ("compare", "two allocators, with a page", $"allocsim compare {Trace} --policies A,B --out out/both"),
        ("compare", "two machines", $"allocsim compare {Trace} --vary thp=madvise,always"),
        ("sweep", "every combination of two options", $"allocsim sweep {Trace} --vary OPTION=0,1000,10000 --vary touch=size,first --out out/sweep"),
        ("sweep", "a part of it on each of 8 machines", "allocsim sweep --spec sweep.yaml --shard 3/8 --out out/sweep"),
        ("sweep", "go on after an interruption", "allocsim sweep --spec sweep.yaml --resume --out out/sweep"),
        ("sweep merge", "join the parts", "allocsim sweep merge out/sweep"),
        ("scale", "throughput on 1 to 8 CPUs", $"allocsim scale {Trace} --cpus 1,2,4,8 --out out/scale"),
        ("demo", "all bundled traces", "allocsim demo"),
        ("report", "draw a stored run again", "allocsim report out/sqlite"),
        ("report", "compare stored runs", "allocsim report out/one out/other --out out/both"),
        ("bench", "how fast a trace replays", $"allocsim bench {Trace} --seconds 5"),
        ("inspect", "the heap when it is largest", $"allocsim inspect {Trace} --at peak"),
        ("verify", "simulated time beside the real library", "allocsim verify --contended --costs costs.yaml"),
        ("calibrate", "what things cost on this machine", "allocsim calibrate --out costs.yaml"),
        ("record", "a program with its call stacks", "allocsim record --stacks --out program.atrace -- PROGRAM ARGUMENTS"),
        ("trace info", "what a trace holds", $"allocsim trace info {Trace}"),
        ("trace check", "what is wrong with a trace", $"allocsim trace check {Trace}"),
        ("trace convert", "a text as a small binary file", $"allocsim trace convert {Trace} sqlite.atrace"),
        ("trace generate", "a workload of four threads", "allocsim trace generate larson larson.atrace --threads 4"),
        ("completion", "for this shell", "source <(allocsim completion bash)"),
        ("help", "what a verb can do", "allocsim help replay"),
        ("help", "the manual page", "allocsim help --man > allocsim.1"),
    ];

    /// <summary>The examples of a verb.</summary>
    /// <param name="verb">Its name, with that of the verb above it: trace info.</param>
    public static IEnumerable<(string Words, string Command)> Of(string verb) => All.Where(each => each.Verb == verb).Select(each => (each.Words, each.Command));
}
