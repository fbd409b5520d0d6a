using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Vam;

/// <summary>Reads options. Vam has none at run time; the one word here chooses how it was built.</summary>
internal static class VamConf
{
    /// <summary>Built with AGGRESSIVE_DISCARD: a freed cluster of pages is given back to the kernel at once.</summary>
    public const string Discard = "discard";

    /// <summary>Errors, and what holds.</summary>
    public static OptionCheck Check(string conf)
    {
        List<string> errors = [];
        if (conf is not ("" or Discard or Discard + ":true" or Discard + ":false"))
        {
            errors.Add($"{conf}: vam has no such option; it takes nothing, or {Discard}{NearestName.Question(conf, [Discard])}");
        }

        return new OptionCheck(errors, [], [new(Discard, Discards(conf) ? "true" : "false")]);
    }

    /// <summary>Whether options that were checked say so.</summary>
    public static bool Discards(string conf) => conf is Discard or Discard + ":true";
}
