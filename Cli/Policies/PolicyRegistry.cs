using AllocSim.Allocator.Classic;
using AllocSim.Allocator.Glibc;
using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Allocator.Lk;
using AllocSim.Allocator.Mimalloc;
using AllocSim.Allocator.Phk;
using AllocSim.Allocator.Tcmalloc;
using AllocSim.Allocator.Vam;
using AllocSim.Cli.Parsing;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Policies;

/// <summary>The policies that can be named, in the order in which help lists them; the first one is the default.</summary>
public sealed class PolicyRegistry
{
    private readonly Policy[] _policies;

    /// <summary>Makes a registry.</summary>
    public PolicyRegistry(params Policy[] policies)
    {
        _policies = policies;
    }

    /// <summary>The policies of this program: a line each.</summary>
    public static PolicyRegistry Standard { get; } = new(
        new JemallocPolicy("jemalloc-5.3", "jemalloc 5.3.0 as built by default", JemallocVersion.V530),
        new JemallocPolicy("jemalloc-5.3.1", "jemalloc 5.3.1 as built by default", JemallocVersion.V531),
        new JemallocPolicy("jemalloc-5.2", "jemalloc 5.2.1 as built by default", JemallocVersion.V521),
        new JemallocPolicy("jemalloc-5.1", "jemalloc 5.1.0 as built by default", JemallocVersion.V510),
        new ClassicPolicy("jemalloc-2.1", "jemalloc 2.1.3 built with statistics and fill: chunks and runs"),
        new GlibcPolicy(),
        new PhkPolicy("phkmalloc", "FreeBSD's malloc before 2005, revision 1.89"),
        new MimallocPolicy("mimalloc", "mimalloc 2.0.9 of Debian 12"),
        new VamPolicy("vam", "Vam as its authors wrote it anew, 32 bits", VamLayout.Narrow),
        new VamPolicy("vam-64", "a model: Vam's decisions with records of 64 bits", VamLayout.Wide),
        new LkPolicy("lkmalloc", "a model of lkmalloc (1998): several heaps, blocks return to their own"),
        new TcmallocPolicy());

    /// <summary>All names.</summary>
    public IReadOnlyList<string> Names => [.. _policies.Select(p => p.Name)];

    /// <summary>The names of those whose library can be asked.</summary>
    public string WithLibrary => string.Join(", ", _policies.Where(p => p.Library is not null).Select(p => p.Name));

    /// <summary>All policies.</summary>
    public IReadOnlyList<Policy> All => _policies;

    /// <summary>Steps that take time, of all policies, each name once.</summary>
    public IReadOnlyList<CostStep> CostSteps => [.. _policies.SelectMany(policy => policy.CostSteps).DistinctBy(step => step.Name)];

    /// <summary>The default policy.</summary>
    public Policy Default => _policies[0];

    /// <summary>The default policy's name.</summary>
    public string DefaultName => _policies.Length == 0 ? "" : _policies[0].Name;

    /// <summary>What to say of the choice in help.</summary>
    public string Help => string.Join("; ", _policies.Select(p => $"{p.Name}: {p.Help}"));

    /// <summary>A policy by name; null when there is none.</summary>
    public Policy? Find(string name) => Array.Find(_policies, p => p.Name == name);

    /// <summary>A policy by name; complains and returns null when there is none.</summary>
    public Policy? Find(string name, Arguments arguments)
    {
        Policy? policy = Find(name);
        if (policy is null)
        {
            arguments.AddError($"--policy {name}: {Unknown(name)}");
        }

        return policy;
    }

    /// <summary>Checks options of a policy. What is no option of this policy but one of another says so.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="conf">Its options.</param>
    /// <param name="asLibrary">Whether what the real library only warns of may run.</param>
    public OptionCheck Check(Policy policy, string conf, bool asLibrary)
    {
        OptionCheck check = asLibrary ? policy.Check(conf) : policy.Check(conf).Strict();
        if (check.Errors.Count == 0)
        {
            return check;
        }

        return check with { Errors = [.. check.Errors.Select(error => error + Elsewhere(policy, conf, error))] };
    }

    /// <summary>Whose options these are, where they are another policy's: all of them, or the one that a message names.</summary>
    private string Elsewhere(Policy policy, string conf, string error)
    {
        Policy[] others = [.. _policies.Where(other => other.Name != policy.Name)];
        string[] whole = [.. others.Where(other => other.Check(conf).Strict().Errors.Count == 0).Select(other => other.Name)];
        if (whole.Length > 0)
        {
            return $" ('{conf}' are options of {string.Join(", ", whole)})";
        }

        string? name = others.SelectMany(other => other.Options).Select(option => option.Name).FirstOrDefault(name => error.Contains($"'{name}'", StringComparison.Ordinal) && policy.Options.All(own => own.Name != name));
        return name is null ? "" : $" ({name} is an option of {string.Join(", ", others.Where(other => other.Options.Any(option => option.Name == name)).Select(other => other.Name))})";
    }

    /// <summary>The policy that the beginning of a text names, as POLICY:REST; null where it names none.</summary>
    public Policy? Prefix(string text, out string rest)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        Policy? policy = colon < 0 ? null : Find(text[..colon]);
        rest = policy is null ? text : text[(colon + 1)..];
        return policy;
    }

    /// <summary>What is wrong with a name that no policy has, to stand behind that name.</summary>
    public string Unknown(string name) => $"unknown policy; known policies: {string.Join(", ", Names)}{NearestName.Question(name, Names)}";
}
