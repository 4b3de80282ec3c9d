using System;
using System.Collections.Generic;
using System.Linq;
using NovaPS.Simulator.Glance;

namespace NovaPS.Simulator.Nova;

/// <summary>All instances. There are no timers: changes that are due are applied when an instance is read.</summary>
internal sealed class Compute(Func<DateTime> clock)
{
    private readonly object _gate = new();
    private readonly List<Instance> _instances = [];
    private readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<int> _busy = [];
    private Instance[]? _snapshot;

    public DateTime Now => clock();

    /// <summary>The images of Glance.</summary>
    public ImageStore Images { get; } = new();

    public Instance Add(Instance instance)
    {
        lock (_gate)
        {
            if (_positions.ContainsKey(instance.Id))
                throw new ArgumentException($"There is a server with the id {instance.Id} already.");
            _positions.Add(instance.Id, _instances.Count);
            _instances.Add(instance);
            _snapshot = null;
            return instance;
        }
    }

    /// <summary>Returns the instance with an id, deleted or not; null if there is none.</summary>
    public Instance? Find(string id)
    {
        lock (_gate)
            return _positions.TryGetValue(id, out var position) ? Settle(position) : null;
    }

    /// <summary>
    /// Returns the instance with an id, or the only one with a name that is not deleted.
    /// </summary>
    public Instance? FindByNameOrId(string nameOrId)
    {
        if (Find(nameOrId) is { } found)
            return found;
        var named = All().Where(instance => instance.Name == nameOrId && !instance.Deleted).ToList();
        return named.Count <= 1
            ? named.FirstOrDefault()
            : throw new ArgumentException($"Several servers are named '{nameOrId}' "
                + $"(ids {string.Join(", ", named.Select(instance => instance.Id))}): give an id.");
    }

    /// <summary>Returns all instances in the order in which they were added, including deleted ones.</summary>
    public Instance[] All()
    {
        lock (_gate)
        {
            foreach (var position in _busy.ToArray())
                Settle(position);
            return _snapshot ??= _instances.ToArray();
        }
    }

    /// <summary>
    /// Replaces an instance with the result of a function, which can throw to refuse. Concurrent changes are applied one after the
    /// other.
    /// </summary>
    public Instance Change(string id, Func<Instance, Instance> change)
    {
        lock (_gate)
        {
            var position = _positions[id];
            return Replace(position, change(Settle(position)));
        }
    }

    /// <summary>Whether Glance has an image: the image of a server, or a snapshot.</summary>
    public bool HasImage(string id)
    {
        lock (_gate)
            return Images.Has(id) || _instances.Exists(instance =>
                string.Equals(instance.ImageId, id, StringComparison.OrdinalIgnoreCase));
    }

    private Instance Settle(int position)
    {
        var instance = _instances[position];
        var settled = instance.Settled(Now);
        return ReferenceEquals(instance, settled) ? instance : Replace(position, settled);
    }

    private Instance Replace(int position, Instance instance)
    {
        _instances[position] = instance;
        _snapshot = null;
        if (instance.Pending.Count == 0)
            _busy.Remove(position);
        else
            _busy.Add(position);
        return instance;
    }
}
