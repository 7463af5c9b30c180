"""People who sit, stand and walk. They are smaller, so that a whole person fits."""

from __future__ import annotations

from scripts.figures.body import Build
from scripts.figures.drawing import Figure, back_line, far, floor, near, prop
from scripts.figures.outline import back, block, disc, slab

SEATED, TALL = Build(0.84), Build(0.76)
GROUND = floor("M20 207H340")
CHAIR = (
    prop("M138 168v36M216 168v36"),
    prop(block(128, 159, 96, 11, 5)),
    prop(slab((136, 156), (122, 78), 10)),
)

SAT_BACK = ((152, 72, 11.5), (154, 94, 13.5), (156, 122, 12.5), (166, 146, 13))
ON_PAD = ((152, 72, 11.5), (156, 94, 13.5), (165, 122, 12.5), (172, 146, 13))
HEAT = Figure(
    "heat",
    "Sitting with a warm pad behind the low back",
    "A person sits on a chair and leans back. A warm pad is between the low back and the chair.",
    10,
    204,
    (
        GROUND,
        *CHAIR,
        far(SEATED.leg((176, 144), (234, 197), -1, 6)),
        floor("M136 146q-22 8-24 30t-30 28"),
        prop(slab((143, 144), (137, 104), 18)),
        near(SEATED.torso(*ON_PAD), SEATED.head((157, 42), (152, 68)), SEATED.leg((173, 146), (226, 198), -1, 6)),
        back_line(back(ON_PAD, 1)),
        near(SEATED.arm((153, 76), (190, 122), 1, 20)),
    ),
)

SAT_UP = ((166, 72, 11.5), (164, 94, 13.5), (166, 122, 12.5), (168, 146, 13))
COLD = Figure(
    "cold",
    "Holding a wrapped cold pack to the low back",
    "A person sits on a stool. One hand holds a small wrapped pack to the low back.",
    10,
    204,
    (
        GROUND,
        prop("M142 168v36M216 168v36"),
        prop(block(130, 159, 96, 11, 5)),
        far(SEATED.leg((172, 144), (230, 197), -1, 6), SEATED.arm((168, 76), (198, 124), 1, 20)),
        near(SEATED.torso(*SAT_UP), SEATED.head((171, 42), (166, 68)), SEATED.leg((169, 146), (222, 198), -1, 6)),
        back_line(back(SAT_UP, 1)),
        prop(block(122, 108, 28, 42, 8) + "M122 119l28 6M122 133l28 6"),
        near(SEATED.arm((164, 77), (142, 128), 1, 130)),
    ),
)

DRINK = Figure(
    "drink",
    "Sitting with a glass of water",
    "A person sits on a chair and holds a glass of water. A jug stands on a small table.",
    10,
    204,
    (
        GROUND,
        *CHAIR,
        prop("M300 142v62M280 204h40"),
        prop(block(262, 132, 76, 10, 5)),
        prop("M311 100q17 0 16 10-1 12-13 12"),
        prop("M283 90h24l5-2-2 8 5 35h-30l4-32Z"),
        far(SEATED.leg((170, 144), (228, 197), -1, 6)),
        near(SEATED.torso(*SAT_BACK), SEATED.head((157, 42), (152, 68)), SEATED.leg((167, 146), (220, 198), -1, 6)),
        back_line(back(SAT_BACK, 1)),
        prop("M198 58h19l-3 27h-13Z"),
        near(SEATED.arm((154, 76), (196, 76), 1, -10)),
    ),
)

BENT_UP = ((212, 80, 11.5), (198, 96, 13.5), (178, 116, 12.5), (164, 134, 13))
KEEP_MOVING = Figure(
    "keep-moving",
    "Standing up from a chair",
    "A person stands up from a chair. The trunk leans forward and the hands push on the thighs.",
    10,
    204,
    (
        GROUND,
        prop("M88 168v36M166 168v36"),
        prop(block(78, 159, 96, 11, 5)),
        prop(slab((86, 156), (72, 78), 10)),
        far(SEATED.leg((170, 134), (204, 197), -1, 6), SEATED.arm((214, 82), (216, 136), 1)),
        near(SEATED.torso(*BENT_UP), SEATED.head((232, 58), (214, 77)), SEATED.leg((165, 135), (194, 198), -1, 6)),
        back_line(back(BENT_UP, 1)),
        near(SEATED.arm((211, 84), (208, 136), 1, 40)),
    ),
)

STANDING = ((184, 48, 10.5), (182, 68, 12), (184, 92, 11), (184, 112, 12))
WALKING = Figure(
    "walking",
    "Walking",
    "A person walks at an easy pace, upright, with loose arms.",
    4,
    210,
    (
        GROUND,
        far(TALL.leg((186, 112), (148, 190), -1, 50), TALL.arm((186, 52), (214, 94), 1, 60)),
        near(TALL.torso(*STANDING), TALL.head((188, 22), (184, 44)), TALL.leg((184, 113), (219, 197), -1, -14)),
        back_line(back(STANDING, 1)),
        near(TALL.arm((183, 53), (164, 102), 1, 95)),
    ),
)

LEANING = ((160, 52, 10.5), (157, 72, 12), (158, 96, 11), (163, 116, 12))
SELF_MASSAGE = Figure(
    "self-massage",
    "Leaning on a ball at a wall",
    "A person stands and leans back on a wall. A ball is between the wall and the muscles beside the spine.",
    4,
    210,
    (
        GROUND,
        prop("M104 10h18v194h-18Z"),
        prop(disc((132, 78), 9)),
        far(TALL.leg((166, 116), (206, 199), -1, 6)),
        near(TALL.torso(*LEANING), TALL.head((167, 27), (160, 48)), TALL.leg((164, 117), (196, 200), -1, 6)),
        back_line(back(LEANING, 1)),
        near(TALL.arm((160, 57), (178, 106), 1, 70)),
    ),
)

UPRIGHT = (HEAT, COLD, DRINK, KEEP_MOVING, WALKING, SELF_MASSAGE)
