/** Stands for the image's own `base`, where `container` names an image. */
export const BASE = "base"
