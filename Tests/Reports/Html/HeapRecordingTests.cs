using AllocSim.Reports.Measures.Heaps;

namespace AllocSim.Tests.Reports.Html;

/// <summary>Which moments of a recorded heap stay where all of them are too many.</summary>
[TestFixture]
internal sealed class HeapRecordingTests
{
    [Test]
    public void ThePeakAndTheEnd_StayWhateverGoes()
    {
        HeapRecording recording = new(4096, []);
        for (int moment = 0; moment < 10; moment++)
        {
            recording.Add(new RecordedMoment(moment, moment, [], IsPeak: moment == 3), _ => [], [], 0);
        }

        int halvings = 0;
        while (recording.Halve())
        {
            halvings++;
        }

        Assert.That(recording.Moments.Select(moment => moment.Index), Is.EqualTo(new long[] { 3, 9 }));
        Assert.That(halvings, Is.EqualTo(4));
    }

    [Test]
    public void WhereObjectsAreTooMany_ThePeakStays()
    {
        HeapRecording recording = new(4096, []);
        for (int moment = 0; moment < 6; moment++)
        {
            int first = moment * 200_000;
            recording.Add(new RecordedMoment(moment, moment, [], IsPeak: moment == 1), _ => [], Enumerable.Range(first, 200_000).Select(each => new RecordedObject(each - first, (ulong)each * 16, 16, each, each, 0, each, 0)), 200_000);
        }

        Assert.That(recording.Objects, Has.Count.AtMost(600_000));
        Assert.That(recording.Moments.Select(moment => moment.Index), Does.Contain(1).And.Contain(5));
    }
}
