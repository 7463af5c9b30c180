"""Against a sampler: the same model by NUTS. `make reference`, or `NPROC=1 python -m benchmarks.learn_reference [people]`

Needs the extra `reference` (numpyro with jax, half a gigabyte), which nothing else here needs; says so and ends where it
is not installed. NPROC=1 because two LAPACK calls of one jitted function can wait for each other for ever on a machine
of two cores. The four shapes are sampled; what is linear is solved by a dense Gaussian solve for each draw, so no code
is shared but the diaries and the figures of the prior. Writes docs/reference/sampler.md: means in posterior standard
deviations apart, ratios of spreads, and processor time of both in the same run.
"""

from __future__ import annotations

import os

os.environ.setdefault("NPROC", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from unspasm.knowledge import load_knowledge
from unspasm.learn import Diary, Prior, prior_from, to_diary
from unspasm.learn.fit import effects, mixture
from unspasm.learn.simulate import World, make_person

WORLD = World(effects=((-0.8, 0.8), (0.0, 0.8)), design="mixed", days=14, level=(4.0, 0.6), wander=(1.0, 0.3))
WARM_UP, DRAWS, CHAINS, BATCHES = 500, 1500, 2, 30
OUT = Path(__file__).parents[1] / "docs" / "reference" / "sampler.md"
PAGE = """# The exact filter beside a sampler

Made by `make reference` (`python -m benchmarks.learn_reference`); nothing here is typed by hand. {people} made-up people of about
{ratings} ratings with two things tried each, no score at an end of the scale. The sampler is NUTS ({versions}): {chains} chains of {draws}
draws after {warm} of warming up, over the four shapes; what is linear is solved densely for each draw. It shares no code
with the filter. Changes in points; in brackets the standard deviation. *Apart* is the difference of the means in the
sampler's standard deviations, beside the sampler's own simulation error in the same unit (batch means).

| person | thing | ours | sampler | apart | sampler's error | our spread / theirs |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

Means are at most {apart:.3f} standard deviations apart; our spreads are {low:.3f} to {high:.3f} times the sampler's. Processor time for one
person, medians in the same run: ours {ours:.1f} ms (warm), the sampler {theirs:.1f} s (with its compiling): {faster} times.
"""


def main(people: int) -> int:
    """Compares some people whose scores all lie between the ends, and writes the page."""
    try:
        import jax
        import numpyro
    except ImportError:
        print("numpyro and jax are not installed; `make reference` installs and runs them. Nothing was compared.")
        return 1
    jax.config.update("jax_enable_x64", True)
    numpyro.set_host_device_count(1)
    prior = prior_from(load_knowledge())
    lines, apart, ratios, ours, theirs = [], [], [], [], []
    for number, diary in enumerate(_diaries(people), 1):
        begun = time.process_time()
        sampled = _sampled(diary, prior)
        theirs.append(time.process_time() - begun)
        ours.append(median(_seconds(lambda d=diary: effects(mixture(d, prior))) for _ in range(21)))
        told = effects(mixture(diary, prior))
        for item in sorted(sampled):
            mean, sd, error = sampled[item]
            apart.append((told[item].mean - mean) / sd)
            ratios.append(told[item].sd / sd)
            lines.append(
                f"| {number} | {item} | {told[item].mean:+.3f} ({told[item].sd:.3f}) | {mean:+.3f} ({sd:.3f}) "
                f"| {apart[-1]:+.3f} | {error / sd:.3f} | {ratios[-1]:.3f} |"
            )
            print(lines[-1], flush=True)
    faster = median(theirs) / median(ours)
    page = PAGE.format(
        people=people,
        ratings=round(median(len(diary) for diary in _diaries(people))),
        chains=CHAINS,
        warm=WARM_UP,
        draws=DRAWS,
        versions=f"numpyro {numpyro.__version__}, jax {jax.__version__}",
        rows="\n".join(lines),
        apart=max(map(abs, apart)),
        low=min(ratios),
        high=max(ratios),
        ours=1000 * median(ours),
        theirs=median(theirs),
        faster=f"{faster:,.0f}",
    )
    OUT.write_text(page, encoding="utf-8")
    print(page.rpartition("\n\n")[2])
    return 0


def _seconds(do: Callable[[], object]) -> float:
    begun = time.process_time()
    do()
    return time.process_time() - begun


def _diaries(people: int) -> list[Diary]:
    found: list[Diary] = []
    number = 0
    while len(found) < people:
        diary = to_diary(make_person(WORLD, np.random.default_rng([77, number])).rows)
        number += 1
        if diary.pain.min() > 0 and diary.pain.max() < 10 and len(diary.items) == 2:
            found.append(diary)
    return found


def _sampled(diary: Diary, prior: Prior) -> dict[str, tuple[float, float, float]]:
    """Mean, standard deviation and simulation error of the mean of each effect, by NUTS over the shapes and a dense solve for each draw."""
    import jax
    import jax.numpy as jnp
    import numpyro
    from numpyro.distributions import Normal
    from numpyro.infer import MCMC, NUTS

    t, y = jnp.array(diary.t_h), jnp.array(diary.pain)
    start = jnp.array([w.start_h for w in diary.uses])
    owner = np.array([w.item for w in diary.uses])
    before = jnp.array(diary.phase == 0)
    names = diary.items
    first = 2 + len(prior.recovery_half_life_days)
    beliefs = [prior.effect(name) for name in names]
    m0 = jnp.array([prior.level_mean, *prior.recovery_mean, prior.window_mean, *(b.mean for b in beliefs)])
    sd = np.array([prior.level_sd, *prior.recovery_sd, 0.0, *(b.own_sd for b in beliefs)])
    v0 = np.diag(sd**2)
    v0[first:, first:] += prior.context_sd**2
    both = []
    for spread in prior.window_sd:
        one = v0.copy()
        one[first - 1, first - 1] = spread**2
        both.append(jnp.array(one))
    belief = [prior.wander_sd, prior.wander_half_life_h, prior.noise_sd, prior.effect_half_life_h]

    def parts(z: Any) -> tuple[Any, Any]:
        s, h, e, wears = (b.median * jnp.exp(b.log_sd * z[k]) for k, b in enumerate(belief))
        noise = s**2 * 0.5 ** (jnp.abs(t[:, None] - t[None, :]) / h) + (e**2 + 1 / 12) * jnp.eye(len(t))
        since = t[:, None] - start[None, :]
        live = (since > 0) | ((since == 0) & ~before[:, None])
        push = jnp.where(live, 0.5 ** ((jnp.where(live, since, 0.5) - 0.5) / wears), 0.0)
        days = (t - t[0]) / 24
        course = [0.5 ** (days / half) for half in prior.recovery_half_life_days]
        own = [push[:, owner == k].sum(axis=1) for k in range(len(names))]
        return noise, jnp.stack([jnp.ones(len(t)), *course, push.sum(axis=1), *own], axis=1)

    def solve(z: Any) -> tuple[Any, Any, Any]:
        noise, columns = parts(z)
        logs, means, variances = [], [], []
        for share, v in zip(prior.window_share, both, strict=True):
            root = jnp.linalg.cholesky(noise + columns @ v @ columns.T)
            white = jax.scipy.linalg.solve_triangular(root, y - columns @ m0, lower=True)
            lean = jax.scipy.linalg.solve_triangular(root, columns @ v, lower=True)
            logs.append(jnp.log(share) - 0.5 * white @ white - jnp.log(jnp.diagonal(root)).sum())
            means.append((m0 + lean.T @ white)[first:])
            variances.append((jnp.diagonal(v) - (lean**2).sum(axis=0))[first:])
        return jnp.array(logs), jnp.array(means), jnp.array(variances)

    def model() -> None:
        z = numpyro.sample("z", Normal(0, 1).expand([4]).to_event(1))
        numpyro.factor("evidence", jax.scipy.special.logsumexp(solve(z)[0]))

    sampler = MCMC(
        NUTS(model),
        num_warmup=WARM_UP,
        num_samples=DRAWS,
        num_chains=CHAINS,
        chain_method="sequential",
        progress_bar=False,
    )
    sampler.run(jax.random.PRNGKey(1))
    logs, means, variances = jax.lax.map(jax.jit(solve), sampler.get_samples()["z"])
    share = jax.nn.softmax(logs, axis=1)[:, :, None]
    each = np.asarray((share * means).sum(axis=1))
    mean = each.mean(axis=0)
    square = np.asarray((share * (variances + means**2)).sum(axis=1)).mean(axis=0)
    sd = (square - mean**2) ** 0.5
    batches = np.array([batch.mean(axis=0) for batch in np.array_split(each, BATCHES)])
    error = batches.std(axis=0, ddof=1) / BATCHES**0.5
    return {name: (float(mean[k]), float(sd[k]), float(error[k])) for k, name in enumerate(names)}


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8))
