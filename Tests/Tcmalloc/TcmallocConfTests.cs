using AllocSim.Allocator.Tcmalloc;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Tests.Tcmalloc;

[TestFixture]
internal sealed class TcmallocConfTests
{
    [TestCase("TCMALLOC_RELEASE_RATE=5,TCMALLOC_SKIP_SBRK=true", "TCMALLOC_RELEASE_RATE", "5")]
    [TestCase("TCMALLOC_SKIP_SBRK=Yes", "TCMALLOC_SKIP_SBRK", "true")]
    [TestCase("TCMALLOC_SKIP_SBRK=", "TCMALLOC_SKIP_SBRK", "true")]
    [TestCase("TCMALLOC_TRANSFER_NUM_OBJ=1,TCMALLOC_TRANSFER_NUM_OBJ=7", "TCMALLOC_TRANSFER_NUM_OBJ", "7")]
    [TestCase("TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=1000", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES", "524288")]
    [TestCase("TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=-1", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES", "1073741824")]
    [TestCase("", "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES", "33554432")]
    public void AVariable_HasItsValue(string conf, string name, string value)
    {
        OptionCheck check = new TcmallocPolicy().Check(conf);
        Assert.That(check.Errors, Is.Empty);
        Assert.That(check.Effective, Has.Member(KeyValuePair.Create(name, value)));
    }

    [TestCase("TCMALLOC_RELEASE_RAT=5", "TCMALLOC_RELEASE_RAT: tcmalloc has no such option and does not look at it; did you mean TCMALLOC_RELEASE_RATE?")]
    [TestCase("TCMALLOC_SKIP_SBRK=on", "TCMALLOC_SKIP_SBRK=on: the value must be true or false; the library takes false")]
    [TestCase("TCMALLOC_SKIP_SBRK", "TCMALLOC_SKIP_SBRK has no value, so that the library does not see it; write TCMALLOC_SKIP_SBRK=VALUE")]
    [TestCase("TCMALLOC_HEAP_LIMIT_MB=1e3", "TCMALLOC_HEAP_LIMIT_MB=1e3: the value must be a whole number; the library takes 1")]
    [TestCase("TCMALLOC_RELEASE_RATE=2.5x", "TCMALLOC_RELEASE_RATE=2.5x: the value must be a number; the library takes 2.5")]
    [TestCase("TCMALLOC_RELEASE_RATE=fast", "TCMALLOC_RELEASE_RATE=fast: the value must be a number; the library takes 0")]
    [TestCase("TCMALLOC_TRANSFER_NUM_OBJ=12 or so", "TCMALLOC_TRANSFER_NUM_OBJ=12 or so: the value must be a whole number from 1 on: of another one the library dies; the library takes 12")]
    [TestCase("TCMALLOC_HEAP_LIMIT_MB=4294967299", "TCMALLOC_HEAP_LIMIT_MB=4294967299: the value must be a whole number; the library takes 3")]
    [TestCase("TCMALLOC_PERCPU_CACHES=1", "TCMALLOC_PERCPU_CACHES is no option of tcmalloc as modelled, which does not look at it: Google's later TCMalloc with caches per CPU has it, not gperftools 2.10")]
    [TestCase("TCMALLOC_OVERRIDE_PAGESIZE=4", "TCMALLOC_OVERRIDE_PAGESIZE is no option of tcmalloc as modelled, which does not look at it: gperftools has it since 2.11; 2.10 is modelled")]
    [TestCase("MIMALLOC_PAGE_RESET=1", "MIMALLOC_PAGE_RESET is no option of tcmalloc as modelled, which does not look at it: the policy mimalloc has it")]
    public void AWrongVariable_IsToldOf_WithWhatTheLibraryMakesOfIt(string conf, string warning)
    {
        OptionCheck check = new TcmallocPolicy().Check(conf);
        Assert.That((check.Errors, check.Warnings), Is.EqualTo((Array.Empty<string>(), new[] { warning })));
    }

    [TestCase("TCMALLOC_RELEASE_RATE=nan")]
    [TestCase("TCMALLOC_RELEASE_RATE=1e999")]
    public void WhatIsNotModelled_IsAnError(string conf) => Assert.That(new TcmallocPolicy().Check(conf).Errors, Has.Count.EqualTo(1));

    [TestCase("0")]
    [TestCase("-1")]
    [TestCase("many")]
    public void OfTooFewObjectsToMove_TheLibraryDies(string value)
        => Assert.That(new TcmallocPolicy().Check("TCMALLOC_TRANSFER_NUM_OBJ=" + value).Errors, Has.Count.EqualTo(1));

    [TestCase("TCMALLOC_SAMPLE_PARAMETER=524288")]
    [TestCase("TCMALLOC_MEMFS_MALLOC_PATH=/mnt/huge")]
    public void WhatTheLibraryTakesOtherwise_IsAWarning(string conf)
    {
        OptionCheck check = new TcmallocPolicy().Check(conf);
        Assert.That(check.Errors, Is.Empty);
        Assert.That(check.Warnings, Has.Count.EqualTo(1));
    }

    [Test]
    public void TwoWrongVariables_AreBothToldOf() => Assert.That(new TcmallocPolicy().Check("A=1,B=2").Warnings, Has.Count.EqualTo(2));
}
