"""Against a sampler: the same model by NUTS. `NPROC=1 python -m benchmarks.learn_reference [people]`

Needs numpyro and jax, which nothing else here needs; says so and ends where they are not installed. NPROC=1 because two
LAPACK calls of one jitted function can wait for each other for ever on a machine of two cores. The four shapes are
sampled; what is linear is solved by a dense Gaussian solve for each draw, so no code is shared but the diaries and the
figures of the prior. Prints means in posterior standard deviations apart, ratios of spreads, and processor time.
"""

from __future__ import annotations

import os

os.environ.setdefault("NPROC", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from typing import Any

import numpy as np

from unspasm.knowledge import load_knowledge
from unspasm.learn import Diary, Prior, prior_from, to_diary
from unspasm.learn.fit import effects, mixture
from unspasm.learn.simulate import World, make_person

WORLD = World(effects=((-0.8, 0.8), (0.0, 0.8)), design="mixed", days=14, level=(4.0, 0.6), wander=(1.0, 0.3))
WARM_UP, DRAWS, CHAINS = 500, 1500, 2


def main(people: int) -> int:
    """Compares some people whose scores all lie between the ends."""
    try:
        import jax
        import numpyro
    except ImportError:
        print("numpyro and jax are not installed; nothing was compared.")
        return 0
    jax.config.update("jax_enable_x64", True)
    numpyro.set_host_device_count(1)
    prior = prior_from(load_knowledge())
    apart, ratios, ours, theirs = [], [], [], []
    for diary in _diaries(people):
        begun = time.process_time()
        sampled = _sampled(diary, prior)
        theirs.append(time.process_time() - begun)
        effects(mixture(diary, prior))
        begun = time.process_time()
        told = effects(mixture(diary, prior))
        ours.append(time.process_time() - begun)
        for item, (mean, sd) in sampled.items():
            apart.append((told[item].mean - mean) / sd)
            ratios.append(told[item].sd / sd)
            print(
                f"{item}: ours {told[item].mean:+.3f} ({told[item].sd:.3f}), sampler {mean:+.3f} ({sd:.3f})", flush=True
            )
    print(
        f"{people} people of about {len(diary)} ratings: means apart at most {np.abs(apart).max():.3f} sd, spreads "
        f"{min(ratios):.3f} to {max(ratios):.3f} times the sampler's"
    )
    print(
        f"processor time: ours {1000 * np.median(ours):.1f} ms, sampler {np.median(theirs):.1f} s, "
        f"{np.median(theirs) / np.median(ours):.0f} times"
    )
    return 0


def _diaries(people: int) -> list[Diary]:
    found: list[Diary] = []
    number = 0
    while len(found) < people:
        diary = to_diary(make_person(WORLD, np.random.default_rng([77, number])).rows)
        number += 1
        if diary.pain.min() > 0 and diary.pain.max() < 10 and len(diary.items) == 2:
            found.append(diary)
    return found


def _sampled(diary: Diary, prior: Prior) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of each effect, by NUTS over the shapes and a dense solve for each draw."""
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
    mean = (share * means).sum(axis=1).mean(axis=0)
    square = (share * (variances + means**2)).sum(axis=1).mean(axis=0)
    return {name: (float(mean[k]), float((square[k] - mean[k] ** 2) ** 0.5)) for k, name in enumerate(names)}


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 6))
